package chat.charla.server.room;

import chat.charla.server.log.MessageLog;
import chat.charla.server.scheduling.Scheduler;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Removes receipts that are older than the repetition window, so that the database does not grow
 * without limit. Owned by the core.
 *
 * <p>Soon after a start, and then every {@link #INTERVAL}, a pass goes through all receipts. Each
 * call of the log checks one batch of them, and the log does other work between two calls. If the
 * storage fails, the pass ends, and the next pass begins after the interval.
 */
public final class ReceiptRetention {
  /**
   * For how long receipts are kept beyond the window. A repetition may be under way when the window
   * ends, and the clock of the client may be wrong.
   */
  static final Duration EXTRA_TIME = Duration.ofDays(1);

  /**
   * The time until the first pass. It is short, so that a server that is often restarted removes
   * receipts as well.
   */
  static final Duration FIRST_DELAY = Duration.ofMinutes(5);

  /** The time between two passes. */
  static final Duration INTERVAL = Duration.ofHours(6);

  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Duration window;
  private final MessageLog log;
  private final Scheduler core;
  private final LongSupplier observedMillis;

  /**
   * Creates an object that removes nothing until {@link #schedule} is called.
   *
   * @param window for how long repetitions must be recognised; 0 for ever
   */
  public ReceiptRetention(Duration window, RoomServices services) {
    this.window = window;
    this.log = services.log();
    this.core = services.core();
    this.observedMillis = services.observedMillis();
  }

  /** Starts to remove old receipts periodically, unless they are kept for ever. */
  public void schedule() {
    if (!window.isZero()) {
      core.schedule(FIRST_DELAY, this::removeBatch);
    }
  }

  private void removeBatch() {
    long oldest = observedMillis.getAsLong() - window.plus(EXTRA_TIME).toMillis();
    core.whenComplete(
        () -> log.removeReceipts(oldest),
        (complete, failure) -> {
          if (failure != null || complete == null || complete) {
            core.schedule(INTERVAL, this::removeBatch);
          } else {
            core.schedule(PAUSE, this::removeBatch);
          }
        });
  }
}
