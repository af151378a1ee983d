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
  private static final Duration MAX_PERIOD = Duration.ofDays(1);
  private static final int REPETITION_FACTOR = 10;
  private static final int MIN_REPETITIONS = 1000;
  private static final Duration MIN_REPETITIONS_PERIOD = Duration.ofSeconds(10);
  private static final int MAX_NAMES_AT_ONCE = 1000;

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
        || period.compareTo(MAX_PERIOD) > 0
        || period.toNanos() < count) {
      throw new IllegalArgumentException(
          "a rate must be 0, or a count and a period of at most a day");
    }
  }

  /** This rate multiplied by a factor, but at most one action per nanosecond. */
  public Rate times(int factor) {
    long max = period.toNanos();
    return new Rate(count > max / factor ? max : count * factor, period);
  }

  /**
   * The rate of {@link Quota#REPEATS} for a session or an address that may post at this rate: ten
   * times this rate, and at least {@value #MIN_REPETITIONS} sends at once and in each 10 s. A
   * client that follows the contract does not reach the returned rate, because it repeats at most
   * 64 sends after each retry delay.
   */
  public Rate ofRepetitions() {
    if (isUnlimited()) {
      return UNLIMITED;
    }
    long times = Math.max(tenfold(), MIN_REPETITIONS);
    return new Rate(times, Duration.ofNanos(repetitionInterval() * times));
  }

  /**
   * The rate of {@link Quota#NAMES} for an address that has this rate of {@link Quota#FAILURES}:
   * ten times this rate, and at least 100 checks a second. At most {@value #MAX_NAMES_AT_ONCE}
   * checks are allowed at once, because each check keeps the core busy.
   */
  public Rate ofNames() {
    return isUnlimited()
        ? UNLIMITED
        : new Rate(MAX_NAMES_AT_ONCE, Duration.ofNanos(repetitionInterval() * MAX_NAMES_AT_ONCE));
  }

  private long repetitionInterval() {
    return Math.min(
        Math.max(1, period.toNanos() / tenfold()),
        MIN_REPETITIONS_PERIOD.toNanos() / MIN_REPETITIONS);
  }

  /** Ten times the count, but at most the largest count that the contract can state. */
  private long tenfold() {
    return Math.min(Math.min(count, Integer.MAX_VALUE) * REPETITION_FACTOR, Integer.MAX_VALUE);
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
