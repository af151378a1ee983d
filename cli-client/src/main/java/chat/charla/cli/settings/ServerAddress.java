package chat.charla.cli.settings;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * The address of a server.
 *
 * @param host a name or an IP address
 * @param port 1 to 65535
 */
public record ServerAddress(String host, int port) {
  /** The default host, the same as in the original program. */
  public static final String DEFAULT_HOST = "localhost";

  /** The default port, the same as in the original program. */
  public static final int DEFAULT_PORT = 9998;

  private static final int MAX_PORT = 65535;

  public ServerAddress {
    if (!isHost(host) || !isPort(port)) {
      throw new IllegalArgumentException("invalid address: " + host + ":" + port);
    }
  }

  /** Whether this is a valid port. */
  public static boolean isPort(int port) {
    return port >= 1 && port <= MAX_PORT;
  }

  /** Whether this is a valid host: a name, an IPv4 address, or an IPv6 address. */
  public static boolean isHost(String host) {
    try {
      return new URI(null, null, host, DEFAULT_PORT, null, null, null).getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** The address in the syntax of the {@code --server} option, with an IPv6 address in brackets. */
  @Override
  public String toString() {
    boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
    return (bare ? "[" + host + "]" : host) + ":" + port;
  }
}
