package chat.charla.client;

import java.time.Duration;

/**
 * The clock, and the serial executor that owns all state of a {@link ChatClient}.
 *
 * <p>Implementations guarantee the following. Tasks run one at a time, and each task sees the
 * effects of earlier ones. Tasks that are passed to {@link #execute} run in the order of the calls.
 * No task runs inside a call of {@code execute} or {@code schedule}. Therefore code that runs on
 * the scheduler needs no locks. All methods may be called by any thread.
 */
public interface Scheduler {
  /**
   * Runs the task as soon as all tasks of earlier calls have run. Never throws; does nothing after
   * the scheduler has been closed.
   */
  void execute(Runnable task);

  /**
   * Runs the task once, no sooner than after the delay.
   *
   * @param delay zero or more
   * @return a handle; if it is cancelled on this scheduler before the task has begun, the task
   *     never runs
   */
  Cancellable schedule(Duration delay, Runnable task);

  /**
   * A monotonic clock, in nanoseconds from an arbitrary origin: only differences are meaningful.
   */
  long nanoTime();
}
