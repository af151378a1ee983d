package chat.charla.bench.inner;

import chat.charla.server.scheduling.Scheduler;
import java.time.Duration;

/** A scheduler for what schedules nothing. */
final class NoTime implements Scheduler {
  @Override
  public void execute(Runnable task) {
    throw new IllegalStateException("nothing is handed to the core here");
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    throw new IllegalStateException("nothing is scheduled here");
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }
}
