package chat.charla.server;

import chat.charla.server.limit.Rate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a rate such as {@code 100/10s}. {@code 0} means no limit. */
final class RateConverter implements ITypeConverter<Rate> {
  private final DurationConverter durations = new DurationConverter();

  @Override
  public Rate convert(String value) {
    if (value.equals("0")) {
      return Rate.UNLIMITED;
    }
    int slash = value.indexOf('/');
    try {
      return new Rate(
          Integer.parseInt(value.substring(0, Math.max(0, slash))),
          durations.convert(value.substring(slash + 1)));
    } catch (IllegalArgumentException | TypeConversionException e) {
      throw new TypeConversionException(
          "'"
              + value
              + "' is not a rate such as 100/10s or 20/1h with a period of at most 1d, or 0 for no limit");
    }
  }
}
