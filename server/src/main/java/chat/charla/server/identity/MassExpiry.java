package chat.charla.server.identity;

import chat.charla.server.clock.ObservedTime;
import chat.charla.server.scheduling.Scheduler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Delays the end of identities, and of sessions of accounts, if many expire at once. Such a mass
 * expiry is usually due to a mistake, such as a lifetime of one hour instead of one month. A log
 * line tells the operator, who can correct the mistake. Owned by the core.
 *
 * <p>The delay is measured in {@link ObservedTime}, and its beginning is stored. So a restart
 * during the delay does not begin the delay again, and identities also expire on a server that
 * never runs for as long as the delay.
 */
final class MassExpiry {
  private static final Logger LOG = System.getLogger(MassExpiry.class.getName());

  /** If at most this many identities have expired, they end without delay. */
  private static final int FEW = 100;

  /**
   * Expired identities are a mass only if more than one in {@value} of all identities has expired.
   */
  private static final int SHARE = 10;

  private final Duration delay;
  private final Scheduler core;
  private final ObservedTime observed;
  private final IdentityStore store;

  /** When the present mass was first found, in observed milliseconds; empty if there is none. */
  private OptionalLong found = OptionalLong.empty();

  /** Whether the store has the value of {@link #found}. */
  private boolean stored;

  /** Whether this process has told the operator of the present mass. */
  private boolean reported;

  /**
   * Creates an object that has found no mass.
   *
   * @param delay how long expired identities are kept if they are many; 0 to end them at once
   */
  MassExpiry(Duration delay, IdentityServices services) {
    this.delay = delay;
    this.core = services.core();
    this.observed = services.observed();
    this.store = services.store();
  }

  /** Continues with the value from the store. Must be called before {@link #mustKeep}. */
  void restore(OptionalLong massFound) {
    found = massFound;
    stored = true;
  }

  /**
   * Whether the identities, and sessions of accounts, that have expired must be kept for now.
   *
   * @param expired the number of expired identities or sessions
   * @param all the number of all identities or sessions
   */
  boolean mustKeep(int expired, int all) {
    boolean mass = !delay.isZero() && expired > FEW && (long) expired * SHARE > all;
    if (mass != found.isPresent()) {
      found = mass ? OptionalLong.of(observed.millis()) : OptionalLong.empty();
      stored = false;
    }
    if (!stored) {
      save();
    }
    long left = mass ? delay.toMillis() - (observed.millis() - found.getAsLong()) : 0;
    boolean keep = left > 0;
    if (keep && !reported) {
      report(expired, all, Duration.ofMillis(left));
    }
    reported = keep;
    return keep;
  }

  /** Stores when the mass was found. If that fails, the next check tries again. */
  private void save() {
    OptionalLong saved = found;
    core.whenComplete(
        () -> store.saveMassFound(saved),
        (done, failure) -> stored = failure == null && saved.equals(found));
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
