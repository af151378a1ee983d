package chat.charla.server.chat;

import chat.charla.server.limit.Origin;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Timeline;
import chat.charla.v1.Closing;

/** A stream from the point of view of its commands. Used on the core. */
interface CommandingStream {

  /** The origin of its call. */
  Origin origin();

  /** The order of the messages that it sends. */
  SendOrder order();

  boolean hasEnded();

  /** Whether the stream delivers this timeline. */
  boolean follows(Timeline timeline);

  /** Delivers a timeline from the event after {@code resumeAfter} on. */
  void follow(Timeline timeline, long resumeAfter);

  /**
   * Runs the task when all events of an earlier membership are delivered: at once, or when the
   * client has caught up with the end of that membership. Does not run the task if the stream ends
   * meanwhile.
   */
  void whenUnfollowed(Timeline timeline, Runnable task);

  /** Ends the stream with this refusal. */
  void end(Refusal refusal, Closing.Action action);
}
