package chat.charla.cli.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that give up connecting after a while. The transport sets no limit of its own, and
 * where nothing at all answers, as behind many a firewall, systems try for two minutes.
 * Thread-safe.
 */
final class ImpatientSockets extends SocketFactory {
  private final Duration limit;

  /**
   * For sockets that connect within this time, or else fail with a {@link SocketTimeoutException}.
   *
   * @param limit at least a millisecond
   */
  ImpatientSockets(Duration limit) {
    if (limit.toMillis() < 1) {
      throw new IllegalArgumentException("no time to connect: " + limit);
    }
    this.limit = limit;
  }

  /** A socket that is not connected yet; whoever connects it has a limit of his own. */
  @Override
  public Socket createSocket() {
    return new Socket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connect(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connect(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connect(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connect(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
  }

  private Socket connect(InetSocketAddress server, @Nullable InetSocketAddress local)
      throws IOException {
    Socket socket = createSocket();
    try {
      if (local != null) {
        socket.bind(local);
      }
      socket.connect(server, Math.toIntExact(limit.toMillis()));
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }
}
