package chat.charla.server.session;

import chat.charla.server.delivery.Outlet;
import chat.charla.server.log.TimelineId;
import chat.charla.server.room.Outcome;
import chat.charla.server.room.Rejection;
import chat.charla.v1.Closing;
import chat.charla.v1.CommandResult;
import chat.charla.v1.Ready;

/**
 * One stream towards its client. The methods declared here are called by the core and carried out,
 * in the order of the calls, on the stream's event loop; those of {@link Outlet} are called on the
 * loop.
 *
 * <p>No method blocks or throws; after the stream has ended they do nothing.
 */
public interface StreamOutlet extends Outlet {

  /** Tells that it is known whose stream it is: its commands are wanted from now on. */
  void proven();

  /** Tells that the stream is open. */
  void ready(Ready ready);

  /** Tells that a timeline starts anew: the client's position is now {@code resumeAfter}. */
  void reset(TimelineId timeline, String epoch, long resumeAfter);

  /** A command is done: sends the result if the client wants it, and makes room for another. */
  void result(String requestId, Outcome<CommandResult> outcome);

  /** Ends the stream with a refusal. */
  void end(Rejection rejection, Closing.Action action);

  /** Ends the stream with OK. */
  void complete();
}
