package chat.charla.cli.command;

import chat.charla.cli.settings.ServerAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a host: a name or an IP address. */
final class HostConverter implements ITypeConverter<String> {
  @Override
  public String convert(String value) {
    if (!ServerAddress.isHost(value)) {
      throw new TypeConversionException("a host");
    }
    return value;
  }
}
