package chat.charla.client;

import chat.charla.testkit.VirtualTime;
import java.time.Duration;

/** Virtual time without threads, as the client library knows it. */
final class FakeScheduler extends VirtualTime implements Scheduler {
  private Duration stalled = Duration.ZERO;

  /** Lets time go by without running anything: what is due meanwhile runs late. */
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
