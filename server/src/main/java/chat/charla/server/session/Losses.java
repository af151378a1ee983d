package chat.charla.server.session;

import chat.charla.server.room.Rooms;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.Presence;
import java.time.Duration;

/**
 * Announces that streams are lost, if that lasts. Owned by the core.
 *
 * <p>Many streams are lost and resumed in a second: a proxy cuts what is idle, a telephone changes
 * its network. Their return is announced only if a client was told the loss: by an event, or by
 * {@code ListUsers}, which tells it at once.
 */
final class Losses {
  private final Duration patience;
  private final Rooms rooms;
  private final Scheduler core;

  /**
   * With no losses.
   *
   * @param patience how long a loss lasts before it is announced; zero for at once
   */
  Losses(Duration patience, Rooms rooms, Scheduler core) {
    this.patience = patience;
    this.rooms = rooms;
    this.core = core;
  }

  /** The identity, which is present, has lost its stream. */
  void begun(Identity identity) {
    identity.lossTold(false);
    if (patience.isZero()) {
      announce(identity);
    } else {
      identity.lossTimer(core.schedule(patience, () -> announce(identity)));
    }
  }

  /** A list has told a client that the identity is reconnecting. */
  void listed(Identity identity) {
    identity.lossTold(true);
  }

  /** The identity is connected again. */
  void ended(Identity identity) {
    identity.lossTimer(null);
    if (identity.lossTold()) {
      for (String room : identity.rooms()) {
        rooms.get(room).back(identity);
      }
    }
  }

  private void announce(Identity identity) {
    identity.lossTimer(null);
    if (identity.presence() != Presence.PRESENCE_RECONNECTING) {
      return; // Its lease has run out, or it has left.
    }
    identity.lossTold(true);
    for (String room : identity.rooms()) {
      rooms.get(room).reconnecting(identity);
    }
  }
}
