package chat.charla.server.identity;

import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.Closing;
import chat.charla.v1.RoomLeft;

/** What an identity needs from its open stream. Used on the core. */
public interface OpenStream {

  /** The stream's number. A stream with a higher number replaces this stream. */
  long number();

  /** Ends the stream with this refusal. */
  void end(Refusal refusal, Closing.Action action);

  /**
   * Ignores further commands, ends the stream when all earlier commands are answered, and tells the
   * client to resume.
   */
  void endWhenAnswered(Refusal refusal);

  /** Called when all changes of the identity's rooms are stored or have failed. */
  void roomsChanged();

  /**
   * Called when a unary call has left a room: delivers the room's timeline only up to the last
   * sequence of the membership, and tells the client if the stream delivered the timeline.
   */
  void leftByCall(TimelineId timeline, RoomLeft left);
}
