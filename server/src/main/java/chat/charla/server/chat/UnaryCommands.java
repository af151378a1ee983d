package chat.charla.server.chat;

import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.refusal.Outcome;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import java.util.function.Consumer;

/**
 * Carries out the commands of unary calls in the same way, and under the same limits, as the
 * commands of streams. Owned by the core.
 */
final class UnaryCommands {
  private final Identities identities;
  private final Streams streams;
  private final CommandDispatch dispatch;
  private final RoomChanges changes;

  UnaryCommands(
      Identities identities, Streams streams, CommandDispatch dispatch, RoomChanges changes) {
    this.identities = identities;
    this.streams = streams;
    this.dispatch = dispatch;
    this.changes = changes;
  }

  /** Carries out the command of an {@code Execute}. */
  void execute(
      Session session,
      Caller caller,
      ConverseRequest command,
      Consumer<Outcome<CommandResult>> reply) {
    dispatch.carryOut(session, call(session, caller), command, null, reply);
  }

  /** Posts the message of a {@code SendMessage}. */
  void send(
      Session session,
      Caller caller,
      SendMessageRequest request,
      Consumer<Outcome<SendMessageResponse>> reply) {
    dispatch.send(session, call(session, caller), request, reply);
  }

  private ExecuteCall call(Session session, Caller caller) {
    Identity identity = session.identity();
    return new ExecuteCall(
        caller.origin(),
        session,
        streams.orderOfUnaryCall(session),
        changes,
        () -> session.end().isPresent() || identities.byId(identity.id()) != identity);
  }
}
