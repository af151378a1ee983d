package chat.charla.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * How long tests wait for other threads, processes and sockets. Only a failing test waits for the
 * whole limit. A passing test continues as soon as its condition holds. So one limit for all tests
 * can be generous. On a busy machine, merely starting a process may take half a minute.
 *
 * <p>Thread-safe.
 */
public final class Patience {
  /** The same time as {@link #LIMIT}, in seconds, for methods that take a number. */
  public static final long SECONDS = 120;

  /** How long to wait for an event that must happen. */
  public static final Duration LIMIT = Duration.ofSeconds(SECONDS);

  /** The factor by which this machine may be slower than a quiet machine. */
  private static final int SLOWNESS = Integer.getInteger("charla.slowness", 10);

  private static final Duration POLL = Duration.ofMillis(2);

  private Patience() {}

  /**
   * The bound on a measured time. By default it is ten times the bound for a quiet machine, because
   * the load of this machine is unknown. The system property {@code charla.slowness} sets another
   * factor. Set it to 1 if the machine is quiet.
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
    await(what, LIMIT, condition);
  }

  /**
   * Returns when the condition holds.
   *
   * @param what the condition, for the message of a failure
   * @throws AssertionError if it does not hold within this time
   */
  public static void await(String what, Duration within, BooleanSupplier condition) {
    await(what, within, condition, () -> "");
  }

  /**
   * Returns when the condition holds.
   *
   * @param what the condition, for the message of a failure
   * @param state describes the actual state, for the message of a failure
   * @throws AssertionError if it does not hold within this time
   */
  public static void await(
      String what, Duration within, BooleanSupplier condition, Supplier<String> state) {
    await(what, within, () -> {}, condition, state);
  }

  /**
   * Returns when the condition holds.
   *
   * @param what the condition, for the message of a failure
   * @param between what to do before each check
   * @param state describes the actual state, for the message of a failure
   * @throws AssertionError if it does not hold within {@link #LIMIT}
   */
  public static void await(
      String what, Runnable between, BooleanSupplier condition, Supplier<String> state) {
    await(what, LIMIT, between, condition, state);
  }

  private static void await(
      String what,
      Duration within,
      Runnable between,
      BooleanSupplier condition,
      Supplier<String> state) {
    long begin = System.nanoTime();
    while (true) {
      between.run();
      if (condition.getAsBoolean()) {
        return;
      }
      if (System.nanoTime() - begin > within.toNanos()) {
        throw failure("not within " + within.toMillis() / 1000.0 + " s: " + what, state.get());
      }
      if (Thread.currentThread().isInterrupted()) {
        throw failure("interrupted while waiting for: " + what, state.get());
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static AssertionError failure(String why, String state) {
    return new AssertionError(state.isEmpty() ? why : why + "; " + state);
  }
}
