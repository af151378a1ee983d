package chat.charla.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets with two time limits: for connecting, and for the first byte that is received. It
 * is for gRPC's OkHttp transport, which sets no such limits. Without an answer from the network,
 * systems try to connect for two minutes. Where a peer accepts the connection and sends nothing,
 * the transport waits without a limit, and each attempt keeps a socket and, in a TLS handshake, two
 * threads, even after the channel was shut down. Thread-safe.
 *
 * <p>The second limit is a read timeout, taken back when the first byte is read from the socket's
 * stream. TLS of Android 8 and 9 reads past that stream and keeps the timeout for as long as the
 * connection lasts. So it has to be more than keepalive lets pass between two bytes: its time and
 * its timeout together.
 */
public final class ImpatientSockets extends SocketFactory {
  /** For one address; then the transport tries the next one. */
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  /**
   * More than keepalive may take by what {@link GrpcTransport} asks for: 30 s, and 10 s for the
   * answer; also with gRPC's own 20 s for that. So it is more than any attempt of a client may
   * take, too, which knows better why it fails: this is for connections that the transport has
   * given up and does not close.
   */
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(90);

  private final Duration connectLimit;
  private final Duration silenceLimit;

  /** Sockets with 10 s to connect, and 90 s for the first byte. */
  public ImpatientSockets() {
    this(SILENCE_LIMIT);
  }

  /**
   * Sockets with 10 s to connect.
   *
   * @param silenceLimit how long the first byte may take; at least a millisecond, and more than
   *     keepalive's time and timeout
   */
  public ImpatientSockets(Duration silenceLimit) {
    this(CONNECT_LIMIT, silenceLimit);
  }

  /**
   * Sockets that fail with a {@link SocketTimeoutException} if they do not connect in time, or do
   * not receive the first byte in time after that.
   *
   * @param connectLimit at least a millisecond
   * @param silenceLimit how long the first byte may take; at least a millisecond, and more than
   *     keepalive's time and timeout
   */
  public ImpatientSockets(Duration connectLimit, Duration silenceLimit) {
    if (connectLimit.toMillis() < 1 || silenceLimit.toMillis() < 1) {
      throw new IllegalArgumentException("no time: " + connectLimit + ", " + silenceLimit);
    }
    this.connectLimit = connectLimit;
    this.silenceLimit = silenceLimit;
  }

  /** A socket that is not connected yet and has no limits: who connects it can set one. */
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
      if (e.getClass() == SocketException.class) {
        throw noRoute(e);
      }
      throw e;
    }
  }

  /** So that its class tells that there was no connection: its message is in any language. */
  private static NoRouteToHostException noRoute(Exception failure) {
    NoRouteToHostException named = new NoRouteToHostException(failure.getMessage());
    named.initCause(failure);
    return named;
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
