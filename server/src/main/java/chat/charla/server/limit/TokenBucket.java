package chat.charla.server.limit;

/**
 * A token bucket: it is full at first, each use takes one token out, and tokens come back evenly.
 *
 * <p>The tokens are not counted but computed, by the virtual scheduling algorithm of ITU-T
 * Recommendation I.371, Annex A (the generic cell rate algorithm), which is equivalent: all that is
 * kept is the time at which the bucket will be full again.
 *
 * <p>An addition to that: a bucket that was empty when something was wanted stays closed until it
 * is half full. So a client that waits as long as it was told can do more than one thing
 * afterwards; and of several things in a row, none passes that comes after one that was refused.
 *
 * <p>Times are nanoseconds of one monotonic clock. Not thread-safe.
 */
final class TokenBucket {
  /** In which one token comes back. */
  private final long interval;

  private final long capacity;

  /** So much has to be there before a closed bucket opens. */
  private final long opening;

  private long fullAt;
  private long closedUntil;

  /** A full bucket. The rate has a limit. */
  TokenBucket(Rate rate, long now) {
    this.interval = rate.period().toNanos() / rate.count();
    this.capacity = interval * rate.count();
    this.opening = interval * Math.max(1, rate.count() / 2);
    this.fullAt = now;
    this.closedUntil = now;
  }

  /** How long nothing can be taken, in nanoseconds; 0 if there is a token. */
  long await(long now) {
    if (closedUntil - now > 0) {
      return closedUntil - now;
    }
    if (missing(now) + interval <= capacity) {
      return 0;
    }
    closedUntil = fullAt - capacity + opening;
    return closedUntil - now;
  }

  /** Takes a token, which is there. */
  void take(long now) {
    fullAt = now + missing(now) + interval;
  }

  /** Puts back a token that was taken; a closed bucket opens so much sooner. */
  void giveBack(long now) {
    fullAt = now + Math.max(0, missing(now) - interval);
    if (closedUntil - now > 0) {
      closedUntil -= interval;
    }
  }

  /** Whether it is as good as a new one. */
  boolean isFull(long now) {
    return missing(now) == 0 && closedUntil - now <= 0;
  }

  private long missing(long now) {
    return Math.max(0, fullAt - now);
  }
}
