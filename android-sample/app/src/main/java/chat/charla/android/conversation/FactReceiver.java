package chat.charla.android.conversation;

import chat.charla.client.Target;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;

/**
 * Receives facts. A fact is something that has happened in the conversations, such as an event. The
 * app must still know every fact after its process has ended. Each method receives one kind of
 * fact. A receiver gets each fact once, in order, and from one thread at a time.
 */
public interface FactReceiver {
  /** A timeline has a new durable event. */
  void onEvent(Event event);

  /** The server will not deliver some events of a timeline. */
  void onGap(Gap gap);

  /**
   * From now on, the client receives the events of this timeline: of a room that the user has
   * entered, or of the inbox.
   */
  void onTimelineFollowed(TimelineState timeline);

  /** The user has left a room. */
  void onRoomLeft(String room);

  /** The user has opened a private conversation. */
  void onPrivateOpened(User partner);

  /** A message of the user was not posted, or its outcome is unknown. */
  void onMessageFailed(FailedMessage message);

  /** The user has discarded a failed message, or sends it again. */
  void onMessageForgotten(String clientMessageId);

  /** The user has seen a conversation up to this sequence of its timeline. */
  void onRead(Target conversation, long sequence);
}
