package chat.charla.server;

import com.google.common.net.HostAndPort;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses an address to listen on: {@code HOST:PORT}, or {@code PORT} for localhost. */
final class ListenAddressConverter implements ITypeConverter<HostAndPort> {
  private static final Pattern PORT = Pattern.compile("[0-9]+");

  @Override
  public HostAndPort convert(String text) {
    try {
      HostAndPort address =
          HostAndPort.fromString(PORT.matcher(text).matches() ? "localhost:" + text : text);
      if (address.hasPort() && !address.getHost().isEmpty()) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // The exception below refuses the text.
    }
    throw new TypeConversionException(
        "'" + text + "' is not HOST:PORT, such as localhost:9464 or [::1]:9464, or PORT");
  }
}
