package chat.charla.bench.report;

import org.HdrHistogram.Histogram;

/**
 * A histogram of the latencies of an open loop. Each latency is measured from the scheduled time of
 * the send, not from the actual time. So a stall counts for all messages that it delays, which
 * avoids coordinated omission.
 */
public final class Latencies {
  private static final long LARGEST_NANOS = 60_000_000_000L;
  private static final int DIGITS = 3;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Histogram histogram = new Histogram(LARGEST_NANOS, DIGITS);

  /** Records the latency between two values of {@link System#nanoTime}. */
  public void record(long intended, long happened) {
    histogram.recordValue(Math.min(LARGEST_NANOS, Math.max(0, happened - intended)));
  }

  /** Removes all recorded latencies. */
  public void reset() {
    histogram.reset();
  }

  public long count() {
    return histogram.getTotalCount();
  }

  /** The given percentile, in milliseconds. */
  public double percentileMillis(double percent) {
    return histogram.getValueAtPercentile(percent) / NANOS_PER_MILLI;
  }

  public double maxMillis() {
    return histogram.getMaxValue() / NANOS_PER_MILLI;
  }
}
