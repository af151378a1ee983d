package chat.charla.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * How long tests wait for other threads, processes and sockets. Only a failing test waits for the
 * whole limit; a passing test continues as soon as its condition holds. So there is one generous
 * limit for all tests: on a busy machine, starting a process alone may take half a minute.
 *
 * <p>All methods can be called from any thread.
 */
public final class Patience {
  /** The same as {@link #LIMIT}, for methods that take a number of seconds. */
  public static final long SECONDS = 120;

  /** How long to wait for an event that must happen. */
  public static final Duration LIMIT = Duration.ofSeconds(SECONDS);

  /** How many times slower this machine may be than a quiet one. */
  private static final int SLOWNESS = Integer.getInteger("charla.slowness", 10);

  private static final Duration POLL = Duration.ofMillis(2);

  private Patience() {}

  /**
   * The bound on a measured time: by default ten times the bound for a quiet machine, because the
   * load of this machine is unknown. The system property {@code charla.slowness} sets another
   * factor: 1 if the machine is known to be quiet.
   */
  public static Duration bound(Duration onAQuietMachine) {
    return onAQuietMachine.multipliedBy(SLOWNESS);
  }

  /**
   * Returns when the condition holds.
   *
   * @param what the condition, for the message of a failure
   * @throws AssertionError if it does not hold within {@link #LIMIT}
   */
  public static void await(String what, BooleanSupplier condition) {
    await(what, () -> {}, condition, () -> "");
  }

  /**
   * Returns when the condition holds.
   *
   * @param what the condition, for the message of a failure
   * @param between what to do before each check
   * @param scene describes the actual state, for the message of a failure
   * @throws AssertionError if it does not hold within {@link #LIMIT}
   */
  public static void await(
      String what, Runnable between, BooleanSupplier condition, Supplier<String> scene) {
    long begin = System.nanoTime();
    while (true) {
      between.run();
      if (condition.getAsBoolean()) {
        return;
      }
      if (System.nanoTime() - begin > LIMIT.toNanos()) {
        throw new AssertionError("not within " + SECONDS + " s: " + what + "\n" + scene.get());
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
