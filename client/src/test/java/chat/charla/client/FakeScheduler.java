package chat.charla.client;

import chat.charla.testkit.VirtualTime;
import java.time.Duration;

/** Virtual time without threads, for the client library. */
final class FakeScheduler extends VirtualTime implements Scheduler {
  private Duration stalled = Duration.ZERO;

  /** Advances the time without running tasks: those due meanwhile run late. */
  void stall(Duration duration) {
    stalled = stalled.plus(duration);
  }

  @Override
  public long nanoTime() {
    return super.nanoTime() + stalled.toNanos();
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    return later(delay, task)::run;
  }
}
