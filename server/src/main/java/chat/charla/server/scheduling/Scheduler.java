package chat.charla.server.scheduling;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * A serial executor with timers: what it runs never overlaps, and runs in the order it was handed
 * over. State that only its tasks touch needs no lock.
 *
 * <p>All methods are safe for use by several threads.
 */
public interface Scheduler extends Executor {

  /** Runs the task once, no earlier than after the delay. */
  Cancellable schedule(Duration delay, Runnable task);

  /** Nanoseconds of a monotonic clock with an arbitrary origin. */
  long nanoTime();

  /** A scheduled task. */
  interface Cancellable {
    /** Keeps the task from running, unless it has begun. Calling it again changes nothing. */
    void cancel();
  }
}
