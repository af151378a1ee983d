package chat.charla.server.simulation;

import chat.charla.server.scheduling.Scheduler;
import java.time.Duration;
import java.util.function.Consumer;

/** A scheduler that reports exceptions of its tasks. */
record Supervised(Scheduler scheduler, Consumer<Throwable> failed) implements Scheduler {

  @Override
  public void execute(Runnable task) {
    scheduler.execute(() -> run(task));
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    return scheduler.schedule(delay, () -> run(task));
  }

  @Override
  public long nanoTime() {
    return scheduler.nanoTime();
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error failure) {
      failed.accept(failure);
    }
  }
}
