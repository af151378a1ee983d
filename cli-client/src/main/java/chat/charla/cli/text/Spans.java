package chat.charla.cli.text;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses durations that users type, and writes durations for users. Pure. */
public final class Spans {
  /** The longest time for which a user can be muted, banned or suspended. */
  public static final Duration MAX = Duration.ofDays(3650);

  private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})([smhd])");
  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int DAY = 24 * HOUR;

  private Spans() {}

  /** Parses a duration of at least 1 s and at most {@link #MAX}, such as 30s, 10m, 2h or 7d. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = SPAN.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    Duration span =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        };
    return span.isZero() || span.compareTo(MAX) > 0 ? Optional.empty() : Optional.of(span);
  }

  /** The duration in its two largest units, rounded up, such as {@code 1 h 30 min}. */
  public static String of(Duration span) {
    long seconds = span.getSeconds() + (span.getNano() > 0 ? 1 : 0);
    if (seconds < MINUTE) {
      return seconds + " s";
    }
    if (seconds < HOUR) {
      return join(seconds / MINUTE, "min", seconds % MINUTE, "s");
    }
    if (seconds < DAY) {
      long minutes = roundedUp(seconds, MINUTE);
      return minutes == DAY / MINUTE ? "1 d" : join(minutes / 60, "h", minutes % 60, "min");
    }
    long hours = roundedUp(seconds, HOUR);
    return join(hours / 24, "d", hours % 24, "h");
  }

  private static long roundedUp(long amount, long unit) {
    return (amount + unit - 1) / unit;
  }

  private static String join(long large, String largeUnit, long small, String smallUnit) {
    String first = large + " " + largeUnit;
    return small == 0 ? first : first + " " + small + " " + smallUnit;
  }
}
