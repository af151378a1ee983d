package chat.charla.bench.loop;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Tasks in the order of the times at which they are due. Not thread-safe. */
public final class TimerQueue {
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>((one, other) -> Long.signum(one.due - other.due));

  /** Adds a task. Tasks may add tasks. */
  public void add(long due, Runnable task) {
    timers.add(new Timer(due, task));
  }

  /**
   * Runs the tasks that are due.
   *
   * @return when the next task is due, but at most {@code latest}
   */
  public long run(long now, long latest) {
    @Nullable Timer next = timers.peek();
    while (next != null && next.due - now <= 0) {
      timers.remove();
      next.task.run();
      next = timers.peek();
    }
    return next == null || next.due - latest > 0 ? latest : next.due;
  }

  private record Timer(long due, Runnable task) {}
}
