package chat.charla.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time between a failure and the next call. The client's {@link Scheduler} owns this object.
 */
final class Pause {
  private final Scheduler scheduler;
  private @Nullable Cancellable timer;
  private boolean askedByServer;

  Pause(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Begins the pause.
   *
   * @param askedByServer whether the server has asked for a pause
   * @param afterwards called when the pause is over, unless it is cancelled
   */
  void begin(Duration length, boolean askedByServer, Runnable afterwards) {
    this.askedByServer = askedByServer;
    timer =
        scheduler.schedule(
            length,
            () -> {
              timer = null;
              afterwards.run();
            });
  }

  /** Whether the server has asked for the pause that began last. */
  boolean isAskedByServer() {
    return askedByServer;
  }

  /** Ends the pause without the next call. Has no effect if there is no pause. */
  void cancel() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
