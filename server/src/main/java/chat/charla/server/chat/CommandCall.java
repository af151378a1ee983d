package chat.charla.server.chat;

import chat.charla.server.limit.Origin;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.SendAllowance;
import chat.charla.server.room.Timeline;
import chat.charla.v1.CommandResult;
import chat.charla.v1.RoomLeft;
import java.util.function.Consumer;

/** What a command needs from its call, which is a stream or a unary call. Used on the core. */
interface CommandCall {

  /** The origin of the call. */
  Origin origin();

  /**
   * Creates the turn of a message that has just arrived by this call. A turn has the rank of its
   * message in the order of arrival; see {@link SendOrder}.
   *
   * @param id the message's {@code client_message_id}, possibly empty
   * @param limits the author's allowance for this message
   */
  SendOrder.Turn turn(TimelineId timeline, String id, SendAllowance limits);

  /** Whether the stream has ended; for a unary call, whether the session has ended. */
  boolean hasEnded();

  /**
   * Whether the result of {@code EnterRoom} says {@code already_member}: on a stream, if the stream
   * delivers the timeline of the room already; for a unary call, if the identity was a member
   * already.
   *
   * @param wasMember whether the identity was a member of the room before the command
   */
  boolean hasEntered(Timeline timeline, boolean wasMember);

  /**
   * Delivers a timeline from the event after {@code resumeAfter} on, if this call delivers events.
   */
  void follow(Timeline timeline, long resumeAfter);

  /**
   * Called when the command has left a room: delivers the room's timeline only up to the last
   * sequence of the membership, if this call delivers events.
   */
  void unfollow(TimelineId timeline, RoomLeft left);

  /**
   * Runs the task when the stream has delivered the timeline up to the end of an earlier
   * membership; at once if there is nothing left to deliver. If the stream ends first, the task
   * does not run.
   */
  void whenUnfollowed(Timeline timeline, Runnable task);

  /**
   * Begins a change of the identity's rooms when the changes that must precede it are complete.
   *
   * @param reply gets the outcome of the change
   * @param change begins the change; is called with the consumer to which it must pass the outcome,
   *     and does not pass it to {@code reply} itself
   */
  void changeRooms(
      Consumer<Outcome<CommandResult>> reply, Consumer<Consumer<Outcome<CommandResult>>> change);

  /**
   * The refusal with which the server answers if the client sends {@code Open} as a command of this
   * call.
   */
  Refusal openRefusal();
}
