package chat.charla.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before the next attempt: exponential with full jitter, that is, anything between
 * zero and a bound that doubles from the base to the cap. Full jitter spreads the clients of a
 * restarted server best.
 *
 * <p>Owned by the client's {@link Scheduler}.
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
   * @param atLeast what the server asked for: it is kept, and the jitter comes on top
   */
  Duration next(@Nullable Duration atLeast) {
    double bound = Math.min(capNanos, baseNanos * Math.pow(2, attempts));
    attempts++;
    Duration jitter = Duration.ofNanos((long) (bound * random.getAsDouble()));
    return atLeast == null ? jitter : atLeast.plus(jitter);
  }

  /** Whether the next attempt is the first since things were well. */
  boolean isFresh() {
    return attempts == 0;
  }

  /** Counts an attempt that needs no wait. */
  void countAttempt() {
    attempts++;
  }

  /** Starts again with the base. */
  void reset() {
    attempts = 0;
  }
}
