package chat.charla.server.chat;

import chat.charla.server.limit.Origin;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Timeline;
import chat.charla.v1.Closing;

/** What commands need from their stream. Used on the core. */
interface CommandingStream {

  /** The origin of the stream's call. */
  Origin origin();

  /** The order of the messages that the client sends on this stream. */
  SendOrder order();

  boolean hasEnded();

  /** Whether the stream delivers this timeline. */
  boolean follows(Timeline timeline);

  /** Delivers a timeline from the event after {@code resumeAfter} on. */
  void follow(Timeline timeline, long resumeAfter);

  /**
   * Runs the task when the stream has delivered the timeline up to the end of an earlier
   * membership; at once if there is nothing left to deliver. If the stream ends first, the task
   * does not run.
   */
  void whenUnfollowed(Timeline timeline, Runnable task);

  /** Ends the stream with this refusal. */
  void end(Refusal refusal, Closing.Action action);
}
