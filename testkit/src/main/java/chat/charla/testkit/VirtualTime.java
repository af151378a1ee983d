package chat.charla.testkit;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Virtual time without threads: tasks run when the test moves time, in a reproducible order. A
 * module extends it with the interface that its own classes know schedulers by. Used by one thread.
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

  /** Runs the task when time is moved next, after those given before it. */
  public void execute(Runnable task) {
    add(0, task);
  }

  /**
   * Runs the task once, when so much time has gone by.
   *
   * @param delay zero or more
   * @return what cancels it; without effect once the task has run
   */
  public Runnable later(Duration delay, Runnable task) {
    Task added = add(delay.toNanos(), task);
    return () -> added.cancelled = true;
  }

  /** The present moment, in nanoseconds since the beginning. */
  public long nanoTime() {
    return now;
  }

  /** Runs what is due, without time going by. */
  public void run() {
    advance(Duration.ZERO);
  }

  /** Lets time go by, running everything in its time. */
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

  /** How many tasks are still to come. */
  public long waiting() {
    return tasks.stream().filter(task -> !task.cancelled).count();
  }

  private Task add(long delay, Runnable action) {
    Task task = new Task(now + delay, lastOrder++, action);
    tasks.add(task);
    return task;
  }
}
