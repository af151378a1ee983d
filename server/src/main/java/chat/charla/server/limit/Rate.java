package chat.charla.server.limit;

import java.time.Duration;

/**
 * How often an action is allowed: {@code count} times at once, and in the long run {@code count}
 * times in each {@code period}.
 *
 * @param count the number of actions, or of the units that they use, such as bytes; 0 for no limit
 * @param period at most a day, and at least {@code count} nanoseconds
 */
public record Rate(long count, Duration period) {
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int REPETITIONS = 10;
  private static final int LEAST_REPETITIONS = 1000;
  private static final Duration LEAST_REPETITIONS_PERIOD = Duration.ofSeconds(10);
  private static final int NAMES_AT_ONCE = 1000;

  /** No limit. */
  public static final Rate UNLIMITED = new Rate(0, Duration.ofSeconds(1));

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public Rate {
    if (count < 0
        || period.isNegative()
        || period.isZero()
        || period.compareTo(LONGEST) > 0
        || period.toNanos() < count) {
      throw new IllegalArgumentException(
          "a rate must be 0, or a count and a period of at most a day");
    }
  }

  /** This rate multiplied by a factor, but at most one action per nanosecond. */
  public Rate times(int factor) {
    long most = period.toNanos();
    return new Rate(count > most / factor ? most : count * factor, period);
  }

  /**
   * The rate of {@link Quota#REPEATS} for a session or an address that may post at this rate: ten
   * times this rate, and at least {@value #LEAST_REPETITIONS} sends at once and in each 10 s. A
   * client that follows the contract does not reach the returned rate, because it repeats at most
   * 64 sends after each retry delay.
   */
  public Rate ofRepetitions() {
    if (isUnlimited()) {
      return UNLIMITED;
    }
    long times = Math.max(tenfold(), LEAST_REPETITIONS);
    return new Rate(times, Duration.ofNanos(repetitionInterval() * times));
  }

  /**
   * The rate of {@link Quota#NAMES} for an address whose rate of {@link Quota#FAILURES} is this
   * one: ten times this rate, and at least 100 checks a second. At most {@value #NAMES_AT_ONCE}
   * checks are allowed at once, because each check keeps the core busy.
   */
  public Rate ofNames() {
    return isUnlimited()
        ? UNLIMITED
        : new Rate(NAMES_AT_ONCE, Duration.ofNanos(repetitionInterval() * NAMES_AT_ONCE));
  }

  private long repetitionInterval() {
    return Math.min(
        Math.max(1, period.toNanos() / tenfold()),
        LEAST_REPETITIONS_PERIOD.toNanos() / LEAST_REPETITIONS);
  }

  /** Ten times the count, but at most the largest count that the contract can state. */
  private long tenfold() {
    return Math.min(Math.min(count, Integer.MAX_VALUE) * REPETITIONS, Integer.MAX_VALUE);
  }

  /**
   * The time after which one more action is allowed, in nanoseconds. The rate must not be
   * unlimited.
   */
  long interval() {
    return period.toNanos() / count;
  }

  public boolean isUnlimited() {
    return count == 0;
  }
}
