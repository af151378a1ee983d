package chat.charla.server.identity;

import chat.charla.server.scheduling.Scheduler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Delays the end of many identities at once, because that is usually a mistake, such as a lifetime
 * of one hour instead of one month. The operator is told, and can correct the mistake. Owned by the
 * core.
 */
final class MassExpiry {
  private static final Logger LOG = System.getLogger(MassExpiry.class.getName());

  /** So many identities, and fewer, end without delay. */
  private static final int FEW = 100;

  /** More than one in so many identities are a mass. */
  private static final int SHARE = 10;

  private final Duration delay;
  private final Scheduler core;

  /** When the present mass was first found, on the monotonic clock; null if there is none. */
  private @Nullable Long found;

  /**
   * Creates an object that has found no mass.
   *
   * @param delay for how long the server must run until many identities end; 0 to end them at once
   */
  MassExpiry(Duration delay, Scheduler core) {
    this.delay = delay;
    this.core = core;
  }

  /**
   * Whether the identities that have expired must be kept for now.
   *
   * @param expired how many identities have expired
   * @param all how many identities there are
   */
  boolean holds(int expired, int all) {
    if (expired <= FEW || (long) expired * SHARE <= all) {
      found = null;
      return false;
    }
    long now = core.nanoTime();
    if (found == null) {
      found = now;
      report(expired, all);
    }
    return now - found < delay.toNanos();
  }

  private void report(int expired, int all) {
    if (!delay.isZero()) {
      LOG.log(
          Level.WARNING,
          "{0} of {1} identities have expired together; they are kept for {2} s more"
              + " (--mass-expiry-delay). If that is a mistake, restart with a longer"
              + " --identity-lifetime; if not, they can be ended at once with --mass-expiry-delay 0s",
          expired,
          all,
          delay.toSeconds());
    }
  }
}
