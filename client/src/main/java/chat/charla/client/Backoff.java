package chat.charla.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Computes how long to wait before the next attempt: exponential backoff with full jitter. The wait
 * is random between zero and a bound that doubles from the base to the cap. Full jitter spreads the
 * reconnects of many clients after a server restart.
 *
 * <p>The client's {@link Scheduler} owns this object.
 */
final class Backoff {
  private final double baseNanos;
  private final double capNanos;
  private final DoubleSupplier random;
  private int attempts;

  Backoff(Duration base, Duration cap, DoubleSupplier random) {
    this.baseNanos = base.toNanos();
    this.capNanos = cap.toNanos();
    this.random = random;
  }

  /**
   * The next wait.
   *
   * @param atLeast the delay that the server asked for, or null if it asked for none; the jitter is
   *     added to the delay
   */
  Duration next(@Nullable Duration atLeast) {
    double bound = Math.min(capNanos, baseNanos * Math.pow(2, attempts));
    attempts++;
    Duration jitter = Duration.ofNanos((long) (bound * random.getAsDouble()));
    return atLeast == null ? jitter : atLeast.plus(jitter);
  }

  /** Whether no attempt has been counted since the last {@link #reset}. */
  boolean isFresh() {
    return attempts == 0;
  }

  /** Counts an attempt that is made without a wait. */
  void countAttempt() {
    attempts++;
  }

  /** Sets the bound back to the base. */
  void reset() {
    attempts = 0;
  }
}
