package chat.charla.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time without threads. Time advances only when the test calls a method of this class.
 * Except for {@link #stall}, these methods run the tasks of all executors at their times, in a
 * reproducible order. If a task throws an exception, the method throws that exception. Not
 * thread-safe.
 */
public final class VirtualTime {
  private static final int MAX_STEPS = 50_000_000;

  private final List<SerialExecutor> executors = new ArrayList<>();
  private final @Nullable Random order;
  private long now;
  private long submitted;

  /**
   * Creates a time in which tasks that are due at the same time run in the order in which they were
   * submitted.
   */
  public VirtualTime() {
    this.order = null;
  }

  /**
   * Creates a time in which tasks of several executors that are due at the same time run in a
   * random order. The tasks of one executor run in the order in which they were submitted.
   */
  public VirtualTime(Random order) {
    this.order = order;
  }

  /** The current time, in nanoseconds since the start. */
  public long nanoTime() {
    return now;
  }

  /** The number of tasks that have not run, whether they are due or not. */
  public int waiting() {
    return executors.stream().mapToInt(executor -> executor.tasks.size()).sum();
  }

  /** Runs all tasks that are due, without advancing time. */
  public void run() {
    advance(Duration.ZERO);
  }

  /**
   * Advances time, and runs each task at the time at which the task is due. If a task calls {@link
   * #stall} and so passes the end, time does not go back to the end.
   */
  public void advance(Duration duration) {
    long end = now + duration.toNanos();
    for (SerialExecutor next = next(); next != null && next.first().due <= end; next = next()) {
      next.runFirst();
    }
    now = Math.max(now, end);
  }

  /** Advances time without running tasks. The tasks that become due meanwhile run late. */
  public void stall(Duration duration) {
    now += duration.toNanos();
  }

  /**
   * Advances to the time of the next task and runs the task. Returns false if there was no task.
   */
  public boolean runNext() {
    SerialExecutor next = next();
    if (next == null) {
      return false;
    }
    next.runFirst();
    return true;
  }

  /** Runs all tasks, and all tasks that these submit, and advances time as far as necessary. */
  public void runUntilIdle() {
    runUntil(() -> false);
  }

  /**
   * Runs tasks until the condition holds or no task is left. Returns whether the condition holds.
   */
  public boolean runUntil(BooleanSupplier condition) {
    for (int step = 0; step < MAX_STEPS; step++) {
      if (condition.getAsBoolean()) {
        return true;
      }
      if (!runNext()) {
        return false;
      }
    }
    throw new IllegalStateException("tasks are still pending after " + MAX_STEPS + " tasks");
  }

  /** The executor whose first task runs next. */
  private @Nullable SerialExecutor next() {
    SerialExecutor next = null;
    long earliest = Long.MAX_VALUE;
    int candidates = 0;
    for (SerialExecutor executor : executors) {
      Task first = executor.tasks.peek();
      if (first == null) {
        continue;
      }
      // A task that should have run earlier is due now.
      long due = Math.max(now, first.due);
      if (next == null || due < earliest) {
        next = executor;
        earliest = due;
        candidates = 1;
      } else if (due == earliest && takesPlaceOf(next, first, ++candidates)) {
        next = executor;
      }
    }
    return next;
  }

  /**
   * Whether another task that is due at the same time runs first. With a random order, all
   * candidates have the same chance.
   */
  private boolean takesPlaceOf(SerialExecutor next, Task other, int candidates) {
    return order == null ? other.number < next.first().number : order.nextInt(candidates) == 0;
  }

  private record Task(long due, long number, Runnable action) {}

  /**
   * Runs one task at a time, in virtual time. A module has a subclass that implements the module's
   * own scheduler interface.
   */
  public static class SerialExecutor implements Executor {
    private final PriorityQueue<Task> tasks =
        new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::number));

    private final VirtualTime time;
    private boolean dead;

    /** Creates an executor that belongs to this time. */
    protected SerialExecutor(VirtualTime time) {
      this.time = time;
      time.executors.add(this);
    }

    /**
     * Submits a task that is due at once. It runs when the test next runs tasks, after the tasks of
     * this executor that were due earlier.
     */
    @Override
    public void execute(Runnable task) {
      add(0, task);
    }

    /**
     * Runs the task once, after this delay. A negative delay counts as zero.
     *
     * @return a function that cancels the task, or has no effect if the task has begun
     */
    public Runnable later(Duration delay, Runnable task) {
      Task added = add(Math.max(0, delay.toNanos()), task);
      return () -> tasks.remove(added);
    }

    /** The current time, in nanoseconds since the start. */
    public long nanoTime() {
      return time.now;
    }

    /** Drops all present and future tasks, as if the executor's process was killed. */
    public void kill() {
      dead = true;
      tasks.clear();
      time.executors.remove(this);
    }

    private Task first() {
      return tasks.element();
    }

    private void runFirst() {
      Task task = tasks.remove();
      time.now = Math.max(time.now, task.due);
      task.action.run();
    }

    private Task add(long delay, Runnable action) {
      Task task = new Task(time.now + delay, time.submitted++, action);
      if (!dead) {
        tasks.add(task);
      }
      return task;
    }
  }
}
