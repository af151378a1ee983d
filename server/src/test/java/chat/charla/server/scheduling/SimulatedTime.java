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
 * Time that passes only when a test says so, and the schedulers that live in it.
 *
 * <p>All that any scheduler is to run waits in one queue, ordered by when it is due. For one
 * thread: whoever moves the time runs the tasks. What a task throws is thrown to the test.
 */
public final class SimulatedTime {
  private static final int MAX_STEPS = 50_000_000;

  private final List<SimulatedScheduler> schedulers = new ArrayList<>();
  private final @Nullable Random order;

  private long now;
  private long handedOver;

  /** Tasks due at the same time run in the order they were handed over. */
  public SimulatedTime() {
    this.order = null;
  }

  /**
   * Of the schedulers with a task due at the same time, a random one runs its first. Each keeps its
   * own order.
   */
  public SimulatedTime(Random order) {
    this.order = order;
  }

  /** Another serial scheduler in this time. */
  public Scheduler newScheduler() {
    SimulatedScheduler scheduler = new SimulatedScheduler();
    schedulers.add(scheduler);
    return scheduler;
  }

  /** Forgets all that the scheduler has to run, now and ever: its process has died. */
  public void kill(Scheduler scheduler) {
    for (SimulatedScheduler mine : schedulers) {
      if (mine == scheduler) {
        mine.dead = true;
        mine.tasks.clear();
      }
    }
    schedulers.removeIf(mine -> mine.dead);
  }

  /** Nanoseconds since this time began. */
  public long nanoTime() {
    return now;
  }

  /** Whether nothing waits to be run, now or later. */
  public boolean isIdle() {
    return next() == null;
  }

  /** Moves to when the next task is due and runs it; says whether there was one. */
  public boolean runNext() {
    SimulatedScheduler next = next();
    if (next == null) {
      return false;
    }
    next.runFirst();
    return true;
  }

  /** Runs all tasks, and those that they hand over, however late they are due. */
  public void runUntilIdle() {
    runUntil(() -> false);
  }

  /** Runs tasks until the condition holds or none is left; says whether it holds. */
  public boolean runUntil(BooleanSupplier condition) {
    for (int step = 0; step < MAX_STEPS; step++) {
      if (condition.getAsBoolean()) {
        return true;
      }
      if (!runNext()) {
        return false;
      }
    }
    throw new IllegalStateException("no end after " + MAX_STEPS + " tasks");
  }

  /** Lets so much time pass, running what becomes due. */
  public void advance(Duration duration) {
    long end = now + duration.toNanos();
    for (SimulatedScheduler next = next(); next != null && next.first().due <= end; next = next()) {
      next.runFirst();
    }
    now = end;
  }

  /** The scheduler whose first task is to be run next. */
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

  /** Whether another task that is due at the same time comes first; all with the same chance. */
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
