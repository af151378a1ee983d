package chat.charla.server.chat;

import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.refusal.Outcome;
import chat.charla.v1.CommandResult;

/**
 * The stream is the open stream of its session. It sends Ready, which lists the identity's rooms,
 * only while no change of the rooms is being stored. Until then, unary calls begin no further
 * change. If storing a change has failed, the stream first tries once to store the known rooms
 * again.
 */
final class OpeningStream extends StreamState {
  private final CoreStream stream;
  private final Session session;
  private final OpenCommand open;
  private final long heldBytes;
  private boolean roomsConfirmed;

  /** Runs when the earlier room changes of unary calls are answered. */
  private final Runnable turn = this::beginTurn;

  private boolean turnHasBegun;

  /**
   * Creates the state that waits for the identity's rooms.
   *
   * @param heldBytes the memory of the command that opened the stream, in bytes
   */
  OpeningStream(CoreStream stream, Session session, OpenCommand open, long heldBytes) {
    this.stream = stream;
    this.session = session;
    this.open = open;
    this.heldBytes = heldBytes;
  }

  /** Begins to wait. The stream must be in this state. */
  void awaitTurn() {
    stream.owner().awaitRoomChanges(session.identity(), turn);
  }

  private void beginTurn() {
    turnHasBegun = true;
    stream.run(this::sendReady);
  }

  @Override
  void command(StreamCommand command) {
    stream.commands().add(command.withoutOpen());
  }

  /** Continues in a later task, because the change of rooms is not finished. */
  @Override
  void roomsChanged() {
    stream.core().execute(stream.in(this, this::sendReady));
  }

  @Override
  void leave() {
    stream.owner().endRoomChangeTurn(session.identity(), turn);
  }

  private void sendReady() {
    Identity identity = session.identity();
    if (!turnHasBegun || identity.isChangingRooms()) {
      return;
    }
    if (!roomsConfirmed && identity.record().roomsUncertain()) {
      roomsConfirmed = true;
      identity.confirmRooms();
      return;
    }
    stream.owner().resume(identity, open).begin(stream.outlet(), stream.timelines());
    if (open != OpenCommand.IMPLIED) {
      // Ready is the answer to Open, so the outlet sends no result here. This call only lets the
      // transport read another command.
      stream.outlet().result("", Outcome.done(CommandResult.getDefaultInstance()), heldBytes);
    }
    LiveStream live = new LiveStream(stream, session, open.message().getDrainOnHalfClose());
    stream.become(live);
    live.proceed();
  }
}
