package chat.charla.cli.command;

import chat.charla.cli.text.BadValue;
import chat.charla.cli.text.Messages;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a whole number from 0 to a maximum. */
class CountConverter implements ITypeConverter<Long> {
  private final long max;

  /** Creates a converter without a maximum. */
  CountConverter() {
    this(Long.MAX_VALUE);
  }

  CountConverter(long max) {
    this.max = max;
  }

  @Override
  public final Long convert(String value) {
    try {
      long number = Long.parseLong(value);
      if (number >= 0 && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The error is reported below.
    }
    throw new TypeConversionException("0 to " + max);
  }

  /** Says why this value was refused. */
  final String complaint(Messages messages, String value) {
    boolean tooLarge = value.matches("[0-9]+");
    return tooLarge || max < Long.MAX_VALUE
        ? BadValue.notInRange(messages, 0, max, value)
        : messages.text("usage.value.N", value);
  }
}
