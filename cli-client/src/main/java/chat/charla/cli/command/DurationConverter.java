package chat.charla.cli.command;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a duration from a millisecond to 3650 days: 500ms, 30s, 5m, 1h, 90d. */
final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  /**
   * The maximum, which is that of a suspension or a ban. The pattern allows durations whose
   * nanoseconds exceed the range of a long.
   */
  private static final Duration MAX = Duration.ofDays(3650);

  @Override
  public Duration convert(String value) {
    Matcher matcher = DURATION.matcher(value);
    if (matcher.matches()) {
      Duration duration = duration(Long.parseLong(matcher.group(1)), matcher.group(2));
      if (!duration.isZero() && duration.compareTo(MAX) <= 0) {
        return duration;
      }
    }
    throw new TypeConversionException("such as 500ms, 30s, 5m, 1h, 90d");
  }

  private static Duration duration(long amount, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
