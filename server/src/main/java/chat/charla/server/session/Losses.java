package chat.charla.server.session;

import chat.charla.server.room.Rooms;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.Presence;
import java.time.Duration;

/**
 * Announces lost streams if the loss lasts. Owned by the core.
 *
 * <p>Many streams are lost and resumed within a second: a proxy closes an idle connection, or a
 * phone changes its network. The return is announced only if a client was told of the loss: by an
 * event, or by {@code ListUsers}, which tells it at once.
 */
final class Losses {
  private final Duration patience;
  private final Rooms rooms;
  private final Scheduler core;

  /**
   * No stream is lost yet.
   *
   * @param patience how long a loss must last before it is announced; zero to announce it at once
   */
  Losses(Duration patience, Rooms rooms, Scheduler core) {
    this.patience = patience;
    this.rooms = rooms;
    this.core = core;
  }

  /** Called when the identity, which is present, has lost its stream. */
  void lost(Identity identity) {
    identity.lossAnnounced(false);
    if (patience.isZero()) {
      announce(identity);
    } else {
      identity.lossTimer(core.schedule(patience, () -> announce(identity)));
    }
  }

  /** Called when a list has told a client that the identity is reconnecting. */
  void listed(Identity identity) {
    identity.lossAnnounced(true);
  }

  /** Called when the identity is connected again. */
  void restored(Identity identity) {
    identity.lossTimer(null);
    if (identity.lossAnnounced()) {
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
    identity.lossAnnounced(true);
    for (String room : identity.rooms()) {
      rooms.get(room).reconnecting(identity);
    }
  }
}
