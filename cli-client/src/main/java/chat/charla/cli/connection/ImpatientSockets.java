package chat.charla.cli.connection;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that give up after a while: connecting, and waiting for the first byte. The
 * transport sets no limits of its own. Where nothing at all answers, as behind many a firewall,
 * systems try to connect for two minutes; and where something accepts the connection and is silent,
 * the transport waits for ever, in a TLS handshake even if it has been shut down. Thread-safe.
 */
final class ImpatientSockets extends SocketFactory {
  private final Duration connectLimit;
  private final Duration silenceLimit;

  /**
   * For sockets that connect in time, and then have a first byte in time, or else fail with a
   * {@link SocketTimeoutException}.
   *
   * @param connectLimit at least a millisecond
   * @param silenceLimit how long the first byte may take; at least a millisecond
   */
  ImpatientSockets(Duration connectLimit, Duration silenceLimit) {
    if (connectLimit.toMillis() < 1 || silenceLimit.toMillis() < 1) {
      throw new IllegalArgumentException("no time: " + connectLimit + ", " + silenceLimit);
    }
    this.connectLimit = connectLimit;
    this.silenceLimit = silenceLimit;
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
    Socket socket = new ImpatientSocket();
    try {
      if (local != null) {
        socket.bind(local);
      }
      socket.connect(server, Math.toIntExact(connectLimit.toMillis()));
      socket.setSoTimeout(Math.toIntExact(silenceLimit.toMillis()));
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Closes itself if the first byte does not come in time. */
  private static final class ImpatientSocket extends Socket {
    private volatile boolean heard;

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          if (heard) {
            return in.read(bytes, offset, length);
          }
          try {
            int count = in.read(bytes, offset, length);
            heard = true;
            setSoTimeout(0);
            return count;
          } catch (SocketTimeoutException silence) {
            ImpatientSocket.this.close();
            throw silence;
          }
        }
      };
    }
  }
}
