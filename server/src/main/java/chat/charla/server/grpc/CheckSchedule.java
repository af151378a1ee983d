package chat.charla.server.grpc;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Schedules the checks of a connection's calls. Owned by the connection's event loop. */
final class CheckSchedule {
  /** The delay of the next check while a call could stop making progress. */
  private static final Duration SOON = Duration.ofSeconds(1);

  /**
   * The longest delay of the next check while the calls hold only little memory. Checking every
   * call each second would take a few percent of the processor's time in a large room.
   */
  private static final Duration RARELY = Duration.ofSeconds(10);

  private final ConnectionTasks tasks;
  private final Runnable check;
  private final DelayedCheck soonCheck = new DelayedCheck(SOON);
  private final DelayedCheck rareCheck;
  private boolean closed;

  /**
   * Creates a schedule without checks.
   *
   * @param timeout how long a call may make no progress
   */
  CheckSchedule(ConnectionTasks tasks, Duration timeout, Runnable check) {
    this.tasks = tasks;
    this.check = check;
    this.rareCheck = new DelayedCheck(timeout.compareTo(RARELY) < 0 ? timeout : RARELY);
  }

  /** Schedules a check in a second, unless such a check is scheduled already. */
  void scheduleSoon() {
    soonCheck.schedule();
  }

  /**
   * Schedules a check for a call that holds little memory: in ten seconds, or after the timeout if
   * that is shorter. Does nothing if such a check is scheduled already.
   */
  void scheduleRarely() {
    rareCheck.schedule();
  }

  /** Cancels the scheduled checks, so that they do not keep the closed connection in memory. */
  void close() {
    closed = true;
    soonCheck.cancel();
    rareCheck.cancel();
  }

  /** A check with a delay. At most one such check is scheduled at a time. */
  private final class DelayedCheck {
    private final Duration delay;
    private @Nullable Future<?> next;

    DelayedCheck(Duration delay) {
      this.delay = delay;
    }

    void schedule() {
      if (next == null && !closed) {
        next =
            tasks.schedule(
                delay.toMillis(),
                TimeUnit.MILLISECONDS,
                () -> {
                  next = null;
                  check.run();
                });
      }
    }

    void cancel() {
      if (next != null) {
        next.cancel(false);
      }
    }
  }
}
