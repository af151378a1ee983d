package chat.charla.cli.command;

import chat.charla.cli.output.OutputFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a format: text or json. */
final class OutputFormatConverter implements ITypeConverter<OutputFormat> {
  @Override
  public OutputFormat convert(String value) {
    for (OutputFormat format : OutputFormat.values()) {
      if (format.toString().equals(value)) {
        return format;
      }
    }
    throw new TypeConversionException("text or json");
  }
}
