package chat.charla.server.log;

import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * How badly a simulated disk behaves. A test can change it at any time; it holds for what is asked
 * for and what reaches the disk afterwards.
 */
public final class FakeFaults {
  private Duration maxDelay = Duration.ofMillis(10);
  private double failingWrites;
  private double failingReads;
  private @Nullable Boolean failedWritesHappen;

  /** Each step of each operation takes a random time up to this. */
  public FakeFaults maxDelay(Duration delay) {
    maxDelay = delay;
    return this;
  }

  /**
   * So many of the writes, 0 to 1, fail; a random half of those have been carried out all the same,
   * without a sync.
   */
  public FakeFaults failingWrites(double share) {
    failingWrites = share;
    return this;
  }

  /** From now on all failing writes have been carried out all the same, or none has. */
  public FakeFaults failedWritesHappen(boolean carriedOut) {
    failedWritesHappen = carriedOut;
    return this;
  }

  /** So many of the reads, 0 to 1, fail. */
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
