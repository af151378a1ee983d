package chat.charla.cli.command;

import chat.charla.cli.settings.ServerAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a port: a number from 1 to 65535. */
final class PortConverter implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String value) {
    try {
      int port = Integer.parseInt(value);
      if (ServerAddress.isPort(port)) {
        return port;
      }
    } catch (NumberFormatException e) {
      // The error is reported below.
    }
    throw new TypeConversionException("1-65535");
  }
}
