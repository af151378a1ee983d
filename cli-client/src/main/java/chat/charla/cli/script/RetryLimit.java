package chat.charla.cli.script;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a script waits for its calls to succeed. Immutable. */
public final class RetryLimit {
  /** The default limit. */
  public static final RetryLimit STANDARD = new RetryLimit(Duration.ofSeconds(15), false);

  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final Duration limit;
  private final boolean retriesBeforeFirstAnswer;

  /**
   * The value of {@code System.nanoTime()} at which all calls together must have ended; null if
   * {@code limit} is a limit for each call.
   */
  private final @Nullable Long end;

  /**
   * Creates a limit for each call.
   *
   * @param limit the time limit for a call, its retries and the waits between them; above zero
   * @param retriesBeforeFirstAnswer whether to keep retrying if the server has never answered. If
   *     false, and the first two attempts get no answer, there is no third attempt
   */
  public RetryLimit(Duration limit, boolean retriesBeforeFirstAnswer) {
    this(limit, retriesBeforeFirstAnswer, null);
  }

  private RetryLimit(Duration limit, boolean retriesBeforeFirstAnswer, @Nullable Long end) {
    if (limit.isZero() || limit.isNegative()) {
      throw new IllegalArgumentException("the limit must be above zero: " + limit);
    }
    this.limit = limit;
    this.retriesBeforeFirstAnswer = retriesBeforeFirstAnswer;
    this.end = end;
  }

  /**
   * Creates a limit for all calls together, which begins now.
   *
   * @param limit above zero
   */
  public static RetryLimit inAll(Duration limit) {
    return new RetryLimit(limit, false, System.nanoTime() + limit.toNanos());
  }

  /** How long a call that begins now may take, with its retries. */
  Duration limit() {
    if (end == null) {
      return limit;
    }
    Duration left = Duration.ofNanos(end - System.nanoTime());
    return left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
  }

  /** Whether to keep retrying if the server has never answered. */
  boolean retriesBeforeFirstAnswer() {
    return retriesBeforeFirstAnswer;
  }
}
