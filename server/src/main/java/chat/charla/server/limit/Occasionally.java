package chat.charla.server.limit;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Tells of something that may happen very often: the first time at once, and then at most once a
 * minute, with how often it has happened since it was last told. Thread-safe.
 */
public final class Occasionally {
  private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanoTime;
  private long untold;
  private long toldAt;
  private boolean told;

  /**
   * It has not happened yet.
   *
   * @param nanoTime a monotonic clock
   */
  public Occasionally(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * It has happened once more.
   *
   * @param tell takes the number, if it is to be told now
   */
  public synchronized void count(LongConsumer tell) {
    untold++;
    long now = nanoTime.getAsLong();
    if (!told || now - toldAt >= INTERVAL) {
      told = true;
      toldAt = now;
      long times = untold;
      untold = 0;
      tell.accept(times);
    }
  }
}
