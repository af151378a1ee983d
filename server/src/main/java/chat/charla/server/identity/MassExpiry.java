package chat.charla.server.identity;

import chat.charla.server.clock.ObservedTime;
import chat.charla.server.scheduling.Scheduler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Delays the end of identities, and of sessions of accounts, if many expire together. Such a mass
 * expiry is usually due to a mistake, such as a lifetime of one hour instead of one month. A log
 * line warns the operator, who can correct the mistake. Owned by the core.
 *
 * <p>The delay is measured in {@link ObservedTime}, and its beginning is stored. So a restart does
 * not restart the delay. Identities expire even if the server never runs for as long as the delay.
 */
final class MassExpiry {
  private static final Logger LOG = System.getLogger(MassExpiry.class.getName());

  /** If at most this many identities have expired, they end without delay. */
  private static final int MAX_WITHOUT_DELAY = 100;

  /**
   * If at most one in {@value} of all identities has expired, the expired identities end without
   * delay as well.
   */
  private static final int SHARE = 10;

  private final Duration delay;
  private final Scheduler core;
  private final ObservedTime observed;
  private final IdentityStore store;

  /** When the present mass expiry was found, in observed milliseconds; empty if there is none. */
  private OptionalLong foundMillis = OptionalLong.empty();

  /** Whether the store has the value of {@link #foundMillis}. */
  private boolean stored;

  /** Whether this process has warned the operator of the present mass expiry. */
  private boolean reported;

  /**
   * Creates an object that has found no mass expiry.
   *
   * @param delay how long expired identities are kept if many have expired together; 0 to end them
   *     at once
   */
  MassExpiry(Duration delay, IdentityServices services) {
    this.delay = delay;
    this.core = services.core();
    this.observed = services.observed();
    this.store = services.store();
  }

  /** Continues with the value from the store. Must be called before {@link #mustKeep}. */
  void restore(OptionalLong millis) {
    foundMillis = millis;
    stored = true;
  }

  /**
   * Whether the server must keep the expired identities and sessions for now.
   *
   * @param expired the number of expired identities or sessions
   * @param all the number of all identities or sessions
   */
  boolean mustKeep(int expired, int all) {
    boolean isMass = !delay.isZero() && expired > MAX_WITHOUT_DELAY && (long) expired * SHARE > all;
    if (isMass != foundMillis.isPresent()) {
      foundMillis = isMass ? OptionalLong.of(observed.millis()) : OptionalLong.empty();
      stored = false;
    }
    if (!stored) {
      save();
    }
    long left = isMass ? delay.toMillis() - (observed.millis() - foundMillis.getAsLong()) : 0;
    boolean keep = left > 0;
    if (keep && !reported) {
      report(expired, all, Duration.ofMillis(left));
    }
    reported = keep;
    return keep;
  }

  /** Stores when the mass expiry was found. If that fails, the next check tries again. */
  private void save() {
    OptionalLong saved = foundMillis;
    core.whenComplete(
        () -> store.saveMassExpiryTime(saved),
        (done, failure) -> stored = failure == null && saved.equals(foundMillis));
  }

  private static void report(int expired, int all, Duration left) {
    LOG.log(
        Level.WARNING,
        "{0} of {1} identities and sessions have expired together; they are kept for {2} s more"
            + " (--mass-expiry-delay). To keep them after that, restart with a longer"
            + " --identity-lifetime. To end them at once, restart with --mass-expiry-delay 0s",
        expired,
        all,
        left.toSeconds());
  }
}
