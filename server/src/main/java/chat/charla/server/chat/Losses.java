package chat.charla.server.chat;

import chat.charla.server.identity.Identity;
import chat.charla.server.room.Rooms;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.Scheduler.Cancellable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Announces the loss of a stream if no stream replaces it within some seconds. Owned by the core.
 *
 * <p>Many streams are lost and resumed within a second, for example because a proxy closes an idle
 * connection, or a phone changes its network. The server announces that an identity is online again
 * only if a client was told of the loss: by an event, or by {@code ListUsers}, which shows a loss
 * at once.
 */
final class Losses {
  private Duration delay;
  private final Rooms rooms;
  private final Scheduler core;

  /** The losses of the identities that are reconnecting. */
  private final Map<Identity, Loss> losses = new HashMap<>();

  /** The loss of one stream. */
  private static final class Loss {
    /** The timer that announces the loss; null if none is scheduled. */
    private @Nullable Cancellable timer;

    /** Whether a client has been told of the loss. */
    private boolean clientWasTold;
  }

  /**
   * Creates an object without losses.
   *
   * @param delay how long a loss must last before it is announced; zero to announce it at once
   */
  Losses(Duration delay, Rooms rooms, Scheduler core) {
    this.delay = delay;
    this.rooms = rooms;
    this.core = core;
  }

  /** Changes the delay for losses that begin from now on. */
  void changeDelay(Duration changed) {
    delay = changed;
  }

  /** Called when an identity that is present has lost its stream. */
  void begin(Identity identity) {
    remove(identity);
    Loss loss = new Loss();
    losses.put(identity, loss);
    if (delay.isZero()) {
      announce(identity, loss);
    } else {
      loss.timer = core.schedule(delay, () -> announce(identity, loss));
    }
  }

  /** Called when a list has told a client that the identity is reconnecting. */
  void setListed(Identity identity) {
    Loss loss = losses.get(identity);
    if (loss != null) {
      loss.clientWasTold = true;
    }
  }

  /** Called when the identity is connected again. */
  void end(Identity identity) {
    Loss loss = remove(identity);
    if (loss != null && loss.clientWasTold) {
      for (String room : identity.rooms()) {
        rooms.get(room).reconnected(identity);
      }
    }
  }

  /** Called when the identity is no longer present. */
  void forget(Identity identity) {
    remove(identity);
  }

  private @Nullable Loss remove(Identity identity) {
    Loss loss = losses.remove(identity);
    if (loss != null && loss.timer != null) {
      loss.timer.cancel();
    }
    return loss;
  }

  private void announce(Identity identity, Loss loss) {
    if (losses.get(identity) != loss) {
      return;
    }
    loss.timer = null;
    loss.clientWasTold = true;
    for (String room : identity.rooms()) {
      rooms.get(room).reconnecting(identity);
    }
  }
}
