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
 * Creates sockets with two time limits: for connecting, and for receiving the first byte. Meant for
 * gRPC's OkHttp transport, which sets no such limits. If the network does not respond, operating
 * systems try to connect for about two minutes. If a peer accepts the connection and sends nothing,
 * the transport waits forever: each such attempt keeps a socket and, during a TLS handshake, two
 * threads, even after the channel is shut down. Thread-safe.
 *
 * <p>The second limit is a read timeout, which is removed when the first byte is read from the
 * socket's stream. The TLS implementation of Android 8 and 9 bypasses that stream, so the timeout
 * stays for the life of the connection. It must therefore exceed the longest time that keepalive
 * allows between two bytes: the sum of keepalive's time and timeout.
 */
public final class TimeLimitedSockets extends SocketFactory {
  /** The limit for one address. After this time, the transport tries the next address. */
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  /**
   * The default limit for the first byte. With the settings that {@link GrpcTransport} recommends,
   * keepalive detects a dead connection after at most 30 s plus 10 s for the answer (20 s by gRPC's
   * default). This limit is longer, so that it does not end a live connection. The limit is also
   * longer than a client's time limit for an attempt, so that the client fails first and reports
   * the failure more clearly. The limit closes connections that the transport has abandoned without
   * closing them.
   */
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(90);

  private final Duration connectLimit;
  private final Duration silenceLimit;

  /** Sockets with 10 s to connect, and 90 s for the first byte. */
  public TimeLimitedSockets() {
    this(SILENCE_LIMIT);
  }

  /**
   * Sockets with 10 s to connect.
   *
   * @param silenceLimit how long the first byte may take; at least a millisecond, and more than
   *     keepalive's time and timeout
   */
  public TimeLimitedSockets(Duration silenceLimit) {
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
  public TimeLimitedSockets(Duration connectLimit, Duration silenceLimit) {
    if (connectLimit.toMillis() < 1 || silenceLimit.toMillis() < 1) {
      throw new IllegalArgumentException(
          "a limit must be at least 1 ms: " + connectLimit + ", " + silenceLimit);
    }
    this.connectLimit = connectLimit;
    this.silenceLimit = silenceLimit;
  }

  /** An unconnected socket without limits: the code that connects it can set limits. */
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
    Socket socket = new TimeLimitedSocket();
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

  /**
   * Converts the exception into one whose class says that the connection failed. The message is
   * localised, so programs cannot parse it.
   */
  private static NoRouteToHostException noRoute(Exception failure) {
    NoRouteToHostException named = new NoRouteToHostException(failure.getMessage());
    named.initCause(failure);
    return named;
  }

  /** A socket that closes itself if the first byte does not arrive in time. */
  private static final class TimeLimitedSocket extends Socket {
    private volatile boolean receivedByte;

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
          if (receivedByte) {
            return in.read(bytes, offset, length);
          }
          try {
            int count = in.read(bytes, offset, length);
            receivedByte = true;
            setSoTimeout(0);
            return count;
          } catch (SocketTimeoutException silence) {
            TimeLimitedSocket.this.close();
            throw silence;
          }
        }
      };
    }
  }
}
