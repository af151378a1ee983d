package chat.charla.cli.chat;

import chat.charla.client.Cancellable;
import chat.charla.client.Scheduler;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time without threads: tasks run when the test moves time, in a reproducible order. */
final class FakeScheduler implements Scheduler {
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

  @Override
  public void execute(Runnable task) {
    add(0, task);
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    Task added = add(delay.toNanos(), task);
    return () -> added.cancelled = true;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  /** Runs what is due, without time going by. */
  void run() {
    advance(Duration.ZERO);
  }

  /** Lets time go by, running everything in its time. */
  void advance(Duration duration) {
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
  long waiting() {
    return tasks.stream().filter(task -> !task.cancelled).count();
  }

  private Task add(long delay, Runnable action) {
    Task task = new Task(now + delay, lastOrder++, action);
    tasks.add(task);
    return task;
  }
}
