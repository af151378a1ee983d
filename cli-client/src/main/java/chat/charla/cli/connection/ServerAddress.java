package chat.charla.cli.connection;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a server is.
 *
 * @param host a name or an address
 * @param port 1 to 65535
 */
public record ServerAddress(String host, int port) {
  /** The host of the original. */
  public static final String DEFAULT_HOST = "localhost";

  /** The port of the original. */
  public static final int DEFAULT_PORT = 9998;

  private static final int MAX_PORT = 65535;

  public ServerAddress {
    if (!isHost(host) || !isPort(port)) {
      throw new IllegalArgumentException("no address: " + host + ":" + port);
    }
  }

  /** Whether this is a port that something can listen on. */
  public static boolean isPort(int port) {
    return port >= 1 && port <= MAX_PORT;
  }

  /** Whether this can be a host: a name, an IPv4 address, or an IPv6 address. */
  public static boolean isHost(String host) {
    try {
      return new URI(null, null, host, DEFAULT_PORT, null, null, null).getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** As an option takes it: an IPv6 address stands in brackets. */
  @Override
  public String toString() {
    boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
    return (bare ? "[" + host + "]" : host) + ":" + port;
  }
}
