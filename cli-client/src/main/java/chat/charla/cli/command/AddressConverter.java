package chat.charla.cli.command;

import chat.charla.cli.settings.ServerAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Parses the address of a server: a host, optionally with a colon and a port. An IPv6 address with
 * a port is written in brackets, as in a URL.
 */
final class AddressConverter implements ITypeConverter<ServerAddress> {
  private final HostConverter hosts = new HostConverter();
  private final PortConverter ports = new PortConverter();

  @Override
  public ServerAddress convert(String value) {
    int colon = value.lastIndexOf(':');
    boolean bracketed = value.startsWith("[");
    if (bracketed && value.endsWith("]")) {
      return address(unbracketed(value), ServerAddress.DEFAULT_PORT);
    }
    boolean bareIpv6 = !bracketed && value.indexOf(':') != colon;
    if (colon < 0 || bareIpv6) {
      return address(value, ServerAddress.DEFAULT_PORT);
    }
    String host = value.substring(0, colon);
    return address(bracketed ? unbracketed(host) : host, ports.convert(value.substring(colon + 1)));
  }

  private ServerAddress address(String host, int port) {
    return new ServerAddress(hosts.convert(host), port);
  }

  private static String unbracketed(String host) {
    if (!host.endsWith("]") || host.indexOf(':') < 0) {
      throw new TypeConversionException("a host");
    }
    return host.substring(1, host.length() - 1);
  }
}
