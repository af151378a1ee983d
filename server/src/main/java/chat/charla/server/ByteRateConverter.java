package chat.charla.server;

import chat.charla.server.limit.Rate;
import java.util.OptionalLong;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a rate of bytes such as {@code 50M/1d} or {@code 64MiB/12h}. {@code 0} means no limit. */
final class ByteRateConverter implements ITypeConverter<Rate> {
  private final DurationConverter durations = new DurationConverter();

  @Override
  public Rate convert(String value) {
    if (value.equals("0")) {
      return Rate.UNLIMITED;
    }
    int slash = value.indexOf('/');
    OptionalLong bytes = ByteCount.parse(value.substring(0, Math.max(0, slash)));
    try {
      return new Rate(
          bytes.orElseThrow(IllegalArgumentException::new),
          durations.convert(value.substring(slash + 1)));
    } catch (IllegalArgumentException | TypeConversionException e) {
      throw new TypeConversionException(
          "'"
              + value
              + "' is not a rate of bytes such as 50M/1d or 64MiB/12h with a period of at most 1d"
              + " and at most 1G each second, or 0 for no limit");
    }
  }
}
