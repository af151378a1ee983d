package chat.charla.server.scheduling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time that advances only when a test says so, and schedulers that run in it.
 *
 * <p>The tasks of all schedulers are in one queue, ordered by the time at which they are due. For
 * one thread, which advances the time and so runs the tasks. An exception of a task is thrown to
 * the test.
 */
public final class SimulatedTime {
  private static final int MAX_STEPS = 50_000_000;

  private final List<SimulatedScheduler> schedulers = new ArrayList<>();
  private final @Nullable Random order;

  private long now;
  private long handedOver;

  /** Tasks due at the same time run in the order in which they were submitted. */
  public SimulatedTime() {
    this.order = null;
  }

  /**
   * If several schedulers have a task due at the same time, a random one runs its first. Each
   * scheduler keeps its own order.
   */
  public SimulatedTime(Random order) {
    this.order = order;
  }

  /** A new serial scheduler in this time. */
  public Scheduler newScheduler() {
    SimulatedScheduler scheduler = new SimulatedScheduler();
    schedulers.add(scheduler);
    return scheduler;
  }

  /** Drops all present and future tasks of the scheduler: its process was killed. */
  public void kill(Scheduler scheduler) {
    for (SimulatedScheduler mine : schedulers) {
      if (mine == scheduler) {
        mine.dead = true;
        mine.tasks.clear();
      }
    }
    schedulers.removeIf(mine -> mine.dead);
  }

  /** Nanoseconds since the start of this time. */
  public long nanoTime() {
    return now;
  }

  /** Whether no task is pending, now or later. */
  public boolean isIdle() {
    return next() == null;
  }

  /** Advances to the time of the next task and runs it; returns whether there was one. */
  public boolean runNext() {
    SimulatedScheduler next = next();
    if (next == null) {
      return false;
    }
    next.runFirst();
    return true;
  }

  /** Runs all tasks, and those that they submit, however late they are due. */
  public void runUntilIdle() {
    runUntil(() -> false);
  }

  /** Runs tasks until the condition holds or no task is left; returns whether it holds. */
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

  /** Advances the time, running the tasks that become due. */
  public void advance(Duration duration) {
    long end = now + duration.toNanos();
    for (SimulatedScheduler next = next(); next != null && next.first().due <= end; next = next()) {
      next.runFirst();
    }
    now = end;
  }

  /** The scheduler whose first task runs next. */
  private @Nullable SimulatedScheduler next() {
    SimulatedScheduler next = null;
    long earliest = Long.MAX_VALUE;
    int candidates = 0;
    for (SimulatedScheduler scheduler : schedulers) {
      Task first = scheduler.tasks.peek();
      if (first == null) {
        continue;
      }
      // A task that should have run earlier is due now.
      long due = Math.max(now, first.due);
      if (next == null || due < earliest) {
        next = scheduler;
        earliest = due;
        candidates = 1;
      } else if (due == earliest && takesPlaceOf(next, first, ++candidates)) {
        next = scheduler;
      }
    }
    return next;
  }

  /** Whether another task due at the same time runs first; all have the same chance. */
  private boolean takesPlaceOf(SimulatedScheduler next, Task other, int candidates) {
    return order == null ? other.number < next.first().number : order.nextInt(candidates) == 0;
  }

  private record Task(long due, long number, Runnable action) {}

  private final class SimulatedScheduler implements Scheduler {
    private final PriorityQueue<Task> tasks =
        new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::number));
    private boolean dead;

    private Task first() {
      return tasks.element();
    }

    private void runFirst() {
      Task task = tasks.remove();
      now = Math.max(now, task.due);
      task.action.run();
    }

    @Override
    public void execute(Runnable task) {
      add(0, task);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
      Task scheduled = add(Math.max(0, delay.toNanos()), task);
      return () -> tasks.remove(scheduled);
    }

    @Override
    public long nanoTime() {
      return now;
    }

    private Task add(long delay, Runnable action) {
      Task task = new Task(now + delay, handedOver++, action);
      if (!dead) {
        tasks.add(task);
      }
      return task;
    }
  }
}
