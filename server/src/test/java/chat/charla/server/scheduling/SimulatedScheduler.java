package chat.charla.server.scheduling;

import chat.charla.testkit.VirtualTime;
import java.time.Duration;

/** A scheduler in virtual time, for the server's classes. */
public final class SimulatedScheduler extends VirtualTime.SerialExecutor implements Scheduler {
  /** Creates a scheduler that uses this time; several schedulers can use the same time. */
  public SimulatedScheduler(VirtualTime time) {
    super(time);
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    return later(delay, task)::run;
  }
}
