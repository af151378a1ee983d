package chat.charla.client;

import java.time.Duration;

/**
 * Time, and the serial executor that owns all state of a {@link ChatClient}.
 *
 * <p>The promise that the client builds on: tasks run one at a time, each seeing the effects of
 * those before it; tasks given to {@link #execute} run in the order in which they were given; no
 * task runs inside {@code execute} or {@code schedule} themselves. So whatever runs on it needs no
 * lock. All methods may be called by any thread.
 */
public interface Scheduler {
  /** Runs the task soon, after those given before it. Never throws; after an end, does nothing. */
  void execute(Runnable task);

  /**
   * Runs the task once, no sooner than after the delay.
   *
   * @param delay zero or more
   * @return a handle; cancelled on this scheduler before the task has begun, the task never runs
   */
  Cancellable schedule(Duration delay, Runnable task);

  /** A monotonic clock, in nanoseconds from an arbitrary origin: only differences mean anything. */
  long nanoTime();
}
