package chat.charla.server.chat;

import chat.charla.server.identity.Session;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Activity;
import chat.charla.server.room.Activity.Command;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.User;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries out the commands of open streams. Owned by the core. */
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
   * @param fault the reason to refuse the command regardless of its content; null if there is none
   */
  void carryOut(
      Session session,
      CommandingStream stream,
      ConverseRequest request,
      @Nullable Refusal fault,
      Consumer<Outcome<CommandResult>> reply) {
    if (!request.hasSendMessage()) {
      Optional<Refusal> excess = rates.command(session, stream.origin());
      if (excess.isPresent()) {
        reply.accept(Outcome.refused(excess.get()));
        return;
      }
    }
    if (fault != null && !request.hasOpen()) { // A repeated Open is refused below.
      reply.accept(Outcome.refused(fault));
      return;
    }
    User user = session.identity().user();
    CommandResult.Builder result = CommandResult.newBuilder();
    switch (request.getCommandCase()) {
      case SEND_MESSAGE ->
          messages.send(
              session,
              stream.origin(),
              stream.order(),
              true,
              request.getSendMessage(),
              sent -> reply.accept(sent.map(done -> result.setMessageSent(done).build())));
      case ENTER_ROOM -> {
        activity.commanded(user, Command.ENTER_ROOM);
        memberships.enter(
            session,
            stream,
            request.getEnterRoom().getRoom(),
            entered -> reply.accept(entered.map(done -> result.setRoomEntered(done).build())));
      }
      case LEAVE_ROOM -> {
        activity.commanded(user, Command.LEAVE_ROOM);
        memberships.leave(
            session.identity(),
            stream,
            request.getLeaveRoom().getRoom(),
            left -> reply.accept(left.map(done -> result.setRoomLeft(done).build())));
      }
      case OPEN ->
          reply.accept(
              Outcome.refused(
                  Refusal.of(
                      ErrorReason.ERROR_REASON_OPEN_REPEATED, "the stream is open already")));
      case COMMAND_NOT_SET -> reply.accept(Outcome.refused(Refusal.commandUnknown()));
    }
  }
}
