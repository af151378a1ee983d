package chat.charla.testkit;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Virtual time without threads: tasks run when the test advances time, in a reproducible order.
 * Each module has a subclass that implements the scheduler interface of its own classes. Used by
 * one thread.
 */
public class VirtualTime {
  private static final class Task {
    final long time;
    final long order;
    final Runnable action;
    boolean cancelled;

    Task(long time, long order, Runnable action) {
      this.time = time;
      this.order = order;
      this.action = action;
    }
  }

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          Comparator.<Task>comparingLong(task -> task.time).thenComparing(task -> task.order));
  private long now;
  private long lastOrder;

  /** Runs the task the next time that time is advanced, after tasks that were submitted earlier. */
  public void execute(Runnable task) {
    add(0, task);
  }

  /**
   * Runs the task once, after this delay.
   *
   * @param delay zero or more
   * @return cancels the task; has no effect once the task has run
   */
  public Runnable later(Duration delay, Runnable task) {
    Task added = add(delay.toNanos(), task);
    return () -> added.cancelled = true;
  }

  /** The current time, in nanoseconds since the start. */
  public long nanoTime() {
    return now;
  }

  /** Runs the tasks that are due, without advancing time. */
  public void run() {
    advance(Duration.ZERO);
  }

  /** Advances time, and runs each task at its time. */
  public void advance(Duration duration) {
    long end = now + duration.toNanos();
    while (!tasks.isEmpty() && tasks.peek().time <= end) {
      Task task = tasks.remove();
      now = task.time;
      if (!task.cancelled) {
        task.action.run();
      }
    }
    now = end;
  }

  /** How many tasks are pending. */
  public long waiting() {
    return tasks.stream().filter(task -> !task.cancelled).count();
  }

  private Task add(long delay, Runnable action) {
    Task task = new Task(now + delay, lastOrder++, action);
    tasks.add(task);
    return task;
  }
}
