package chat.charla.server.storage;

import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Delays and faults of a simulated disk. A test can change them at any time; a change applies to
 * later calls and to operations that reach the disk later.
 */
public final class FakeFaults {
  private Duration maxDelay = Duration.ofMillis(10);
  private double failingWrites;
  private double failingReads;
  private @Nullable Boolean failedWritesHappen;

  /** The upper bound of the random delay of each step of each operation. */
  public FakeFaults maxDelay(Duration delay) {
    maxDelay = delay;
    return this;
  }

  /**
   * The share of the writes, 0 to 1, that fail. A random half of the failing writes nevertheless
   * change the disk, without a sync.
   */
  public FakeFaults failingWrites(double share) {
    failingWrites = share;
    return this;
  }

  /** Sets whether failed writes change the disk nevertheless. By default, half of them do. */
  public FakeFaults failedWritesHappen(boolean carriedOut) {
    failedWritesHappen = carriedOut;
    return this;
  }

  /** The share of the reads, 0 to 1, that fail. */
  public FakeFaults failingReads(double share) {
    failingReads = share;
    return this;
  }

  long delayNanos(Random random) {
    long bound = maxDelay.toNanos();
    return bound == 0 ? 0 : (long) (random.nextDouble() * (bound + 1));
  }

  boolean writeFails(Random random) {
    return random.nextDouble() < failingWrites;
  }

  boolean failedWriteHappens(Random random) {
    return failedWritesHappen == null ? random.nextBoolean() : failedWritesHappen;
  }

  boolean readFails(Random random) {
    return random.nextDouble() < failingReads;
  }
}
