package chat.charla.cli.command;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The value of an option that takes {@code on} or {@code off}. The type is not boolean, because
 * picocli treats a boolean as an option without a value.
 */
enum Switch {
  ON,
  OFF;

  boolean isOn() {
    return this == ON;
  }

  static Switch of(boolean on) {
    return on ? ON : OFF;
  }

  /** Parses {@code on} and {@code off}. */
  static final class Converter implements ITypeConverter<Switch> {
    @Override
    public Switch convert(String value) {
      return switch (value.toLowerCase(Locale.ROOT)) {
        case "on" -> ON;
        case "off" -> OFF;
        default -> throw new TypeConversionException(value);
      };
    }
  }
}
