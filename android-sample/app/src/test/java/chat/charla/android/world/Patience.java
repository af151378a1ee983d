package chat.charla.android.world;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for a condition. */
public final class Patience {
  /** Far beyond what anything takes: only a test that fails waits so long. */
  public static final Duration LIMIT = Duration.ofSeconds(30);

  /** The same for the start of a process, which on a busy machine takes a while. */
  static final Duration START_LIMIT = Duration.ofSeconds(90);

  private static final Duration POLL = Duration.ofMillis(2);

  private Patience() {}

  /** Returns when the condition holds. */
  public static void await(String what, BooleanSupplier condition) {
    await(what, LIMIT, () -> {}, condition, () -> "");
  }

  /**
   * Returns when the condition holds.
   *
   * @param between what to do before each look
   * @param scene what there is to see instead, for whoever reads the failure
   */
  static void await(
      String what,
      Duration limit,
      Runnable between,
      BooleanSupplier condition,
      Supplier<String> scene) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      between.run();
      if (condition.getAsBoolean()) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(
            "not within " + limit.toSeconds() + " s: " + what + "\n" + scene.get());
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
