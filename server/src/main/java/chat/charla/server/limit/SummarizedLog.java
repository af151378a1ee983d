package chat.charla.server.limit;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Limits reports of an event that may be very frequent: the first event is reported at once. Later
 * events are reported at most once a minute, with their number since the last report. Thread-safe.
 */
public final class SummarizedLog {
  private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanoTime;
  private long unreported;
  private long reportedAt;
  private boolean reported;

  /**
   * Creates a counter without events.
   *
   * @param nanoTime a monotonic clock
   */
  public SummarizedLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Counts an event.
   *
   * @param report called with the number of events if a report is due
   */
  public synchronized void count(LongConsumer report) {
    unreported++;
    long now = nanoTime.getAsLong();
    if (!reported || now - reportedAt >= INTERVAL) {
      reported = true;
      reportedAt = now;
      long times = unreported;
      unreported = 0;
      report.accept(times);
    }
  }
}
