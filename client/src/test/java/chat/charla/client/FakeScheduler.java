package chat.charla.client;

import chat.charla.testkit.VirtualTime;
import java.time.Duration;

/** Virtual time without threads, as the client library knows it. */
final class FakeScheduler extends VirtualTime implements Scheduler {
  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    return later(delay, task)::run;
  }
}
