package chat.charla.cli.script;

import java.time.Duration;

/**
 * How long a script waits for a call to succeed.
 *
 * @param limit the time limit for a call, its retries and the waits between them; above zero
 * @param toConnect whether to keep retrying if the server has never answered; if false, the second
 *     attempt without an answer is the last attempt
 */
public record RetryLimit(Duration limit, boolean toConnect) {
  /** The default limit. */
  public static final RetryLimit STANDARD = new RetryLimit(Duration.ofSeconds(15), false);

  public RetryLimit {
    if (limit.isZero() || limit.isNegative()) {
      throw new IllegalArgumentException("the limit must be above zero: " + limit);
    }
  }
}
