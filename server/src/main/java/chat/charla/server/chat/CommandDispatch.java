package chat.charla.server.chat;

import chat.charla.server.identity.Identity.Session;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Activity;
import chat.charla.server.room.Activity.Command;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Scope;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.User;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries out the commands of open streams and of unary calls. Owned by the core. */
final class CommandDispatch {
  private final CommandRates rates;
  private final MessageGate messages;
  private final Memberships memberships;
  private final Activity activity;

  CommandDispatch(
      CommandRates rates, MessageGate messages, Memberships memberships, Activity activity) {
    this.rates = rates;
    this.messages = messages;
    this.memberships = memberships;
    this.activity = activity;
  }

  /**
   * Carries out one command, after counting it for its rate limit. A {@code SendMessage} is counted
   * by {@link MessageGate} instead.
   *
   * @param refusal the reason to refuse the command regardless of its content; null if there is
   *     none
   */
  void carryOut(
      Session session,
      CommandCall call,
      ConverseRequest request,
      @Nullable Refusal refusal,
      Consumer<Outcome<CommandResult>> reply) {
    if (!request.hasSendMessage()) {
      Optional<Refusal> excess = rates.countCommand(session, call.origin());
      if (excess.isPresent()) {
        reply.accept(Outcome.refused(excess.get()));
        return;
      }
    }
    if (refusal != null && !request.hasOpen()) { // A repeated Open is refused below.
      reply.accept(Outcome.refused(refusal));
      return;
    }
    Optional<Scope> missing = session.missing(Scopes.ofCommand(request.getCommandCase()));
    if (missing.isPresent()) {
      reply.accept(Outcome.refused(Refusal.scopeMissing(missing.get())));
      return;
    }
    User user = session.identity().user();
    CommandResult.Builder result = CommandResult.newBuilder();
    switch (request.getCommandCase()) {
      case SEND_MESSAGE ->
          send(
              session,
              call,
              request.getSendMessage(),
              sent -> reply.accept(sent.map(done -> result.setMessageSent(done).build())));
      case ENTER_ROOM -> {
        activity.commanded(user, Command.ENTER_ROOM);
        call.changeRooms(
            reply,
            answer ->
                memberships.enter(
                    session,
                    call,
                    request.getEnterRoom(),
                    entered ->
                        answer.accept(entered.map(done -> result.setRoomEntered(done).build()))));
      }
      case LEAVE_ROOM -> {
        activity.commanded(user, Command.LEAVE_ROOM);
        call.changeRooms(
            reply,
            answer ->
                memberships.leave(
                    session.identity(),
                    call,
                    request.getLeaveRoom().getRoom(),
                    left -> answer.accept(left.map(done -> result.setRoomLeft(done).build()))));
      }
      case OPEN -> reply.accept(Outcome.refused(call.openRefusal()));
      case COMMAND_NOT_SET -> reply.accept(Outcome.refused(Refusal.commandUnknown()));
    }
  }

  /** Posts a message. {@link MessageGate} counts the message for the rate limits. */
  void send(
      Session session,
      CommandCall call,
      SendMessageRequest request,
      Consumer<Outcome<SendMessageResponse>> reply) {
    messages.send(session, call, request, reply);
  }
}
