package chat.charla.cli.chat;

import chat.charla.client.Cancellable;
import chat.charla.client.Scheduler;
import chat.charla.testkit.VirtualTime;
import java.time.Duration;

/** Virtual time without threads, for the client library. */
final class FakeScheduler extends VirtualTime implements Scheduler {
  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    return later(delay, task)::run;
  }
}
