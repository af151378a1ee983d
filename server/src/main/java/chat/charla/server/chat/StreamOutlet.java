package chat.charla.server.chat;

import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.Closing;
import chat.charla.v1.CommandResult;
import chat.charla.v1.MembershipChanged;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomLeft;

/**
 * Sends all messages except events to the client of one stream. The core calls the methods; the
 * stream's event loop sends what they say, in the order of the calls.
 *
 * <p>No method blocks or throws. After the stream has ended, the methods send nothing; {@link
 * #result} still releases the memory of its command.
 */
public interface StreamOutlet {

  /** Called when the stream has been authenticated: the transport begins to read its commands. */
  void proven();

  /** Tells the client that the stream is open. */
  void ready(Ready ready);

  /**
   * Tells the client to discard its cursor in a timeline: the delivery continues after {@code
   * resumeAfter}.
   */
  void reset(TimelineId timeline, String epoch, long resumeAfter);

  /**
   * Called when a command is complete: sends the result if the client wants it, and lets the
   * transport read another command.
   *
   * @param heldBytes the memory that the command took, as {@link ConverseStream#command} has
   *     returned
   */
  void result(String requestId, Outcome<CommandResult> outcome, long heldBytes);

  /** Tells a client of edition 0 that its identity has left a room by another call. */
  void leftElsewhere(RoomLeft left);

  /** Tells a client of edition 1 that its identity has entered or left a room by another call. */
  void membershipChanged(MembershipChanged change);

  /** Ends the stream with a refusal. */
  void end(Refusal refusal, Closing.Action action);

  /** Ends the stream with OK. */
  void complete();
}
