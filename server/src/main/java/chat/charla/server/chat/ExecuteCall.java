package chat.charla.server.chat;

import chat.charla.server.identity.Identity.Session;
import chat.charla.server.limit.Origin;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.SendAllowance;
import chat.charla.server.room.Timeline;
import chat.charla.v1.CommandResult;
import chat.charla.v1.RoomLeft;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A unary call that carries out one command: an {@code Execute} or a {@code SendMessage}. The call
 * delivers no events, and does not make the identity present. Owned by the core.
 *
 * @param origin the origin of the call
 * @param session the session of the call
 * @param order the order of the session's messages
 * @param changes carries out the room changes of all unary calls
 * @param sessionHasEnded whether the session or its identity has ended
 */
record ExecuteCall(
    Origin origin,
    Session session,
    SendOrder order,
    RoomChanges changes,
    BooleanSupplier sessionHasEnded)
    implements CommandCall {

  @Override
  public SendOrder.Turn turn(TimelineId timeline, String id, SendAllowance limits) {
    return order.nextOfUnaryCall(timeline, id, limits);
  }

  @Override
  public boolean hasEnded() {
    return sessionHasEnded.getAsBoolean();
  }

  @Override
  public boolean hasEntered(Timeline timeline, boolean wasMember) {
    return wasMember;
  }

  @Override
  public void follow(Timeline timeline, long resumeAfter) {}

  @Override
  public void unfollow(TimelineId timeline, RoomLeft left) {}

  @Override
  public void whenUnfollowed(Timeline timeline, Runnable task) {
    task.run();
  }

  @Override
  public void changeRooms(
      Consumer<Outcome<CommandResult>> reply, Consumer<Consumer<Outcome<CommandResult>>> change) {
    changes.add(
        session.identity(),
        reply,
        answer -> {
          if (hasEnded()) {
            answer.accept(Outcome.refused(session.end().orElseGet(Refusal::sessionExpired)));
          } else {
            change.accept(answer);
          }
        });
  }

  @Override
  public Refusal openRefusal() {
    return Refusal.argument("command.open", "only Converse opens a stream");
  }
}
