package chat.charla.server.limit;

/**
 * A token bucket: it is full at first, each use takes one token, and tokens are refilled evenly.
 *
 * <p>The tokens are not counted but computed, by the equivalent virtual scheduling algorithm of
 * ITU-T Recommendation I.371, Annex A (the generic cell rate algorithm): the only state is the time
 * at which the bucket will be full again.
 *
 * <p>One addition: a bucket that was empty at a request stays closed until it is half full. So a
 * client that waits for the retry delay can do several actions afterwards. And when a client sends
 * several requests at once, none is allowed after the first refused one.
 *
 * <p>Times are nanoseconds of one monotonic clock. Not thread-safe.
 */
final class TokenBucket {
  /** The time in which one token is refilled. */
  private final long interval;

  private final long capacity;

  /** How much must be refilled before a closed bucket reopens. */
  private final long reopening;

  private long fullAt;
  private long closedUntil;

  /** Creates a full bucket. The rate must not be unlimited. */
  TokenBucket(Rate rate, long now) {
    this.interval = rate.period().toNanos() / rate.count();
    this.capacity = interval * rate.count();
    this.reopening = interval * Math.max(1, rate.count() / 2);
    this.fullAt = now;
    this.closedUntil = now;
  }

  /**
   * The time until a token can be taken, in nanoseconds; 0 if one is available. Closes an empty
   * bucket.
   */
  long await(long now) {
    if (closedUntil - now > 0) {
      return closedUntil - now;
    }
    if (missing(now) + interval <= capacity) {
      return 0;
    }
    closedUntil = fullAt - capacity + reopening;
    return closedUntil - now;
  }

  /**
   * Takes a token. If none is available, the bucket is overdrawn, and the next tokens come later.
   */
  void take(long now) {
    fullAt = now + missing(now) + interval;
  }

  /** Gives back a token that was taken. A closed bucket then reopens one interval earlier. */
  void giveBack(long now) {
    fullAt = now + Math.max(0, missing(now) - interval);
    if (closedUntil - now > 0) {
      closedUntil -= interval;
    }
  }

  /** Whether the bucket is full and open, like a new one. */
  boolean isFull(long now) {
    return missing(now) == 0 && closedUntil - now <= 0;
  }

  private long missing(long now) {
    return Math.max(0, fullAt - now);
  }
}
