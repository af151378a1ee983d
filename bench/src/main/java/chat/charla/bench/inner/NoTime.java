package chat.charla.bench.inner;

import chat.charla.server.scheduling.Scheduler;
import java.time.Duration;

/** A scheduler that must not be used: its methods throw, except for the clock. */
final class NoTime implements Scheduler {
  @Override
  public void execute(Runnable task) {
    throw new IllegalStateException("no task must be submitted here");
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    throw new IllegalStateException("no task must be scheduled here");
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }
}
