package chat.charla.android.conversation;

import chat.charla.client.Target;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;

/**
 * Receives the facts that must survive the end of the process. Each fact is delivered once and in
 * order, by one thread at a time.
 */
public interface Facts {
  /** The next durable event of a timeline. */
  void event(Event event);

  /** Events that will not be delivered. */
  void gap(Gap gap);

  /** The timeline of an entered room, or of the inbox, is followed from now on. */
  void entered(TimelineState timeline);

  /** A room was left. */
  void left(String room);

  /** The user has opened a private conversation. */
  void opened(User partner);

  /** A message of the user was not sent, or its outcome is unknown. */
  void failed(FailedMessage message);

  /** The user has discarded a failed message, or sends it again. */
  void forgotten(String clientMessageId);

  /** The user has seen a conversation up to this sequence of its timeline. */
  void read(Target conversation, long sequence);
}
