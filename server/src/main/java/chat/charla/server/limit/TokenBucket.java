package chat.charla.server.limit;

/**
 * A token bucket. The bucket is full at first, each use takes tokens, usually one, and the bucket
 * refills evenly.
 *
 * <p>This class does not count tokens, but uses the equivalent virtual scheduling algorithm of
 * ITU-T Recommendation I.371, Annex A (the generic cell rate algorithm): the main state is the time
 * at which the bucket will be full again.
 *
 * <p>One addition: a bucket that had too few tokens for a request stays closed until a part of the
 * bucket ({@link Quota#reopeningPart}) is full. So a client can do several actions after each retry
 * delay. If a client sends several requests at once, the first refusal is followed by refusals of
 * all later requests.
 *
 * <p>A use that takes more tokens than fit into the bucket is allowed when the bucket is full, and
 * overdraws the bucket.
 *
 * <p>Times are nanoseconds of one monotonic clock. Not thread-safe.
 */
final class TokenBucket {
  /** The largest cost of one use, in nanoseconds: longer than any server runs. */
  private static final long MAX_COST = Long.MAX_VALUE / 8;

  /** The time in which one token is refilled. */
  private final long interval;

  private final long capacity;

  /** How much must refill before a closed bucket reopens, as a time in nanoseconds. */
  private final long reopening;

  private long fullAt;
  private long closedUntil;

  /**
   * Creates a full bucket. The rate must not be unlimited.
   *
   * @param reopeningPart a closed bucket reopens when 1/{@code reopeningPart} of it is full
   */
  TokenBucket(Rate rate, int reopeningPart, long now) {
    this.interval = rate.interval();
    this.capacity = interval * rate.count();
    this.reopening = interval * Math.max(1, rate.count() / reopeningPart);
    this.fullAt = now;
    this.closedUntil = now;
  }

  /**
   * The time until this many tokens can be taken, in nanoseconds; 0 if they are available. Closes a
   * bucket that has too few tokens.
   *
   * @param tokens 1 or more
   */
  long waitNanos(long tokens, long now) {
    if (closedUntil - now > 0) {
      return closedUntil - now;
    }
    long needed = Math.min(cost(interval, tokens), capacity);
    if (missing(now) + needed <= capacity) {
      return 0;
    }
    closedUntil = fullAt - capacity + Math.max(reopening, needed);
    return closedUntil - now;
  }

  /**
   * Takes tokens. If there are too few, overdraws the bucket, so that the next tokens come later.
   */
  void take(long tokens, long now) {
    fullAt = now + missing(now) + cost(interval, tokens);
  }

  /** Gives back tokens that were taken. A closed bucket then reopens earlier. */
  void giveBack(long tokens, long now) {
    long cost = cost(interval, tokens);
    fullAt = now + Math.max(0, missing(now) - cost);
    if (closedUntil - now > 0) {
      closedUntil -= cost;
    }
  }

  /** Whether the bucket is full and open, like a new one. */
  boolean isFull(long now) {
    return missing(now) == 0 && closedUntil - now <= 0;
  }

  /** Whether more than half of the tokens are missing. */
  boolean isMoreThanHalfUsed(long now) {
    return missing(now) > capacity / 2;
  }

  private long missing(long now) {
    return Math.max(0, fullAt - now);
  }

  /** The time in which this many tokens refill. */
  static long cost(long interval, long tokens) {
    return tokens >= MAX_COST / interval ? MAX_COST : interval * tokens;
  }
}
