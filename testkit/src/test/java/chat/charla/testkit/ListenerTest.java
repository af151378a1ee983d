package chat.charla.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class ListenerTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void eachConnectionIsHandled() throws IOException {
    try (Listener listener =
        new Listener(LOOPBACK, 0, socket -> socket.getOutputStream().write('x'))) {
      for (int i = 0; i < 2; i++) {
        try (Socket socket = new Socket(LOOPBACK, listener.port())) {
          assertEquals('x', socket.getInputStream().read());
          assertEquals(-1, socket.getInputStream().read());
        }
      }
    }
  }

  /**
   * If {@link Listener#close} did not wait for its thread, about a quarter of the ports would still
   * be in use.
   */
  @Test
  void portIsFreeAfterClose() throws IOException {
    for (int i = 0; i < 200; i++) {
      int port;
      try (Listener listener = new Listener(LOOPBACK, 0, socket -> {})) {
        port = listener.port();
        try (Socket socket = new Socket(LOOPBACK, port)) {
          assertEquals(-1, socket.getInputStream().read());
        }
      }
      try (ServerSocket next = new ServerSocket(port, 1, LOOPBACK)) {
        assertEquals(port, next.getLocalPort());
      }
    }
  }
}
