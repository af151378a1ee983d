package chat.charla.cli.command;

import chat.charla.cli.text.Spans;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a duration from a millisecond to 3650 days: 500ms, 30s, 5m, 1h, 90d. */
final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern MILLIS = Pattern.compile("([0-9]{1,9})ms");

  @Override
  public Duration convert(String value) {
    return millis(value)
        .or(() -> Spans.parse(value))
        .orElseThrow(() -> new TypeConversionException("such as 500ms, 30s, 5m, 1h, 90d"));
  }

  /** The duration as the calls of the contract take it. */
  static com.google.protobuf.Duration toProto(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  private static Optional<Duration> millis(String value) {
    Matcher matcher = MILLIS.matcher(value);
    return matcher.matches()
        ? Optional.of(Duration.ofMillis(Long.parseLong(matcher.group(1))))
            .filter(duration -> !duration.isZero())
        : Optional.empty();
  }
}
