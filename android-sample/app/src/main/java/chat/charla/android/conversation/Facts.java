package chat.charla.android.conversation;

import chat.charla.client.Target;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;

/**
 * What happens in a chat and must be known after the process has died. Whoever receives facts is
 * told each once, in their order, by one thread at a time.
 */
public interface Facts {
  /** A durable event, the next one of its timeline. */
  void event(Event event);

  /** Events that will not come. */
  void gap(Gap gap);

  /** A timeline is followed from now on: a room that was entered, or the inbox. */
  void entered(TimelineState timeline);

  /** A room was left. */
  void left(String room);

  /** The user wants to talk to this one in private. */
  void opened(User partner);

  /** A message of one's own was not sent, or may not have been. */
  void failed(FailedMessage message);

  /** A failed message is of no interest any more: it was discarded, or is sent again. */
  void forgotten(String clientMessageId);

  /** The user has seen a conversation up to this sequence of its timeline. */
  void read(Target conversation, long sequence);
}
