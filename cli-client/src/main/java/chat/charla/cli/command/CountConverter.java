package chat.charla.cli.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a number of 0 or more. */
final class CountConverter implements ITypeConverter<Long> {
  @Override
  public Long convert(String value) {
    try {
      long number = Long.parseLong(value);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The error is reported below.
    }
    throw new TypeConversionException("0 or more");
  }
}
