package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TimeLimitedSocketsTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofSeconds(10);

  /** More connections than Linux queues for a server with a backlog of one. */
  private static final int MORE_THAN_THE_BACKLOG = 20;

  @Test
  void connects() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Socket socket =
            new TimeLimitedSockets(LONG, LONG).createSocket(LOOPBACK, server.getLocalPort())) {
      assertTrue(socket.isConnected());
      assertEquals(server.getLocalPort(), socket.getPort());
    }
  }

  /** A server that accepts no connection: once its queue is full, Linux does not respond. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void timesOutWithoutAResponse() throws IOException {
    TimeLimitedSockets sockets = new TimeLimitedSockets(SHORT, SHORT);
    List<Socket> queue = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      assertThrows(
          SocketTimeoutException.class,
          () -> {
            while (queue.size() < MORE_THAN_THE_BACKLOG) {
              queue.add(sockets.createSocket(LOOPBACK, server.getLocalPort()));
            }
          });
    } finally {
      for (Socket socket : queue) {
        socket.close();
      }
    }
  }

  /**
   * Linux does not connect to a broadcast address; the JDK reports that by a plain SocketException.
   */
  @Test
  @EnabledOnOs(OS.LINUX)
  void unreachableNetworkHasItsOwnExceptionClass() throws IOException {
    InetAddress broadcast = InetAddress.getByAddress(new byte[] {-1, -1, -1, -1});
    TimeLimitedSockets sockets = new TimeLimitedSockets(LONG, LONG);
    assertThrows(NoRouteToHostException.class, () -> sockets.createSocket(broadcast, 9));
  }

  @Test
  void closesASilentConnection() throws IOException {
    TimeLimitedSockets sockets = new TimeLimitedSockets(SHORT, SHORT);
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Socket socket = sockets.createSocket(LOOPBACK, server.getLocalPort());
        Socket accepted = server.accept()) {
      assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
      assertTrue(socket.isClosed());
      assertEquals(-1, accepted.getInputStream().read());
    }
  }

  @Test
  void hasNoLimitAfterTheFirstByte() throws IOException {
    TimeLimitedSockets sockets = new TimeLimitedSockets(LONG, LONG);
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Socket socket = sockets.createSocket(LOOPBACK, server.getLocalPort());
        Socket accepted = server.accept()) {
      assertEquals(10_000, socket.getSoTimeout());
      accepted.getOutputStream().write('x');
      assertEquals('x', socket.getInputStream().read());
      assertEquals(0, socket.getSoTimeout());
    }
  }

  /**
   * The TLS implementation of Android 8 and 9 reads the file descriptor, with the socket's timeout,
   * and never the stream.
   */
  @Test
  void keepsAnUnreadConnectionForAsLongAsKeepaliveDoes() throws IOException {
    Duration keepalive = Duration.ofSeconds(30);
    Duration keepaliveTimeout = Duration.ofSeconds(20);
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Socket socket = new TimeLimitedSockets().createSocket(LOOPBACK, server.getLocalPort());
        Socket accepted = server.accept()) {
      assertTrue(accepted.isConnected());
      Duration timeout = Duration.ofMillis(socket.getSoTimeout());
      assertTrue(
          timeout.compareTo(keepalive.plus(keepaliveTimeout)) > 0,
          () -> "an idle connection is cut after " + timeout + ", before keepalive probes it");
    }
  }

  @Test
  void limitsMustBePositive() {
    assertThrows(IllegalArgumentException.class, () -> new TimeLimitedSockets(Duration.ZERO, LONG));
    assertThrows(IllegalArgumentException.class, () -> new TimeLimitedSockets(LONG, Duration.ZERO));
  }
}
