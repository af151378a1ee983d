package chat.charla.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * How long tests wait for other threads, processes and sockets. Only a test that fails waits so
 * long; one that passes goes on as soon as it can. So the limit is one for all, and generous: on a
 * machine that is busy with other work the start of a process alone may take half a minute.
 *
 * <p>All methods can be called from any thread.
 */
public final class Patience {
  /** The same as {@link #LIMIT}, for methods that take a number of seconds. */
  public static final long SECONDS = 120;

  /** How long to wait for what must happen. */
  public static final Duration LIMIT = Duration.ofSeconds(SECONDS);

  /** How many times slower than a quiet machine this one may be. */
  private static final int SLOWNESS = Integer.getInteger("charla.slowness", 10);

  private static final Duration POLL = Duration.ofMillis(2);

  private Patience() {}

  /**
   * The bound on a measured time: ten times what is allowed on a quiet machine, because nothing is
   * known of this one. The system property {@code charla.slowness} is another factor, and 1 where
   * the machine is known to be quiet.
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
   * @param between what to do before each look
   * @param scene what there is to see instead, for the message of a failure
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
