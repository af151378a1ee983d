package chat.charla.kit.world;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waiting for a condition.
 *
 * @param limit how long to wait for an event that must happen
 */
public record Patience(Duration limit) {
  private static final long POLL_MILLIS = 5;

  /** Waits until the condition holds, and fails if it does not hold within the limit. */
  public void await(String what, BooleanSupplier condition) {
    await(what, limit, condition);
  }

  /** As {@link #await(String, BooleanSupplier)}, up to this limit. */
  public void await(String what, Duration within, BooleanSupplier condition) {
    long deadline = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new Failure("not within " + within.toMillis() / 1000.0 + " s: " + what);
      }
      pause(Duration.ofMillis(POLL_MILLIS));
    }
  }

  /** Waits for this time, in which something must not happen. */
  public void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("the scenario took too long");
    }
  }
}
