package chat.charla.server.identity;

import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.Closing;
import chat.charla.v1.RoomLeft;

/** What a session needs from its stream. Used on the core. */
public interface SessionStream {

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
   * Called when a unary call, or a stream of another session, has entered a room: if the client's
   * edition of the contract has such changes, tells the client, and delivers the room's timeline.
   */
  void enteredElsewhere(String room);

  /**
   * Called when a unary call, or a stream of another session, has left a room: delivers the room's
   * timeline only up to the last sequence of the membership, and tells the client if the stream
   * delivered the timeline.
   */
  void leftElsewhere(TimelineId timeline, RoomLeft left);
}
