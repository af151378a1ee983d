package chat.charla.bench.inner;

import chat.charla.server.scheduling.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/** An event loop whose tasks the caller runs. It has no timers. */
final class QueuedTasks implements Scheduler {
  private final Queue<Runnable> tasks = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    throw new IllegalStateException("no task must be scheduled here");
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  /** Runs all tasks, and those that they submit. */
  void run() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }
}
