package chat.charla.bench.report;

import org.HdrHistogram.Histogram;

/**
 * Latencies of an open loop, in a histogram. Each is counted from the moment when the schedule
 * meant to send, not from when it was sent: so a stall counts for all that it has kept waiting, and
 * there is no coordinated omission.
 */
public final class Latencies {
  private static final long LARGEST_NANOS = 60_000_000_000L;
  private static final int DIGITS = 3;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Histogram histogram = new Histogram(LARGEST_NANOS, DIGITS);

  /** Counts one; both times are of {@link System#nanoTime}. */
  public void record(long intended, long happened) {
    histogram.recordValue(Math.min(LARGEST_NANOS, Math.max(0, happened - intended)));
  }

  /** Forgets everything. */
  public void reset() {
    histogram.reset();
  }

  public long count() {
    return histogram.getTotalCount();
  }

  /** The latency, in milliseconds, that so many percent do not exceed. */
  public double percentileMillis(double percent) {
    return histogram.getValueAtPercentile(percent) / NANOS_PER_MILLI;
  }

  public double maxMillis() {
    return histogram.getMaxValue() / NANOS_PER_MILLI;
  }
}
