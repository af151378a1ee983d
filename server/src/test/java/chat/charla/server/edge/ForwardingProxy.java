package chat.charla.server.edge;

import chat.charla.testkit.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/**
 * A proxy that forwards bytes, and sends a header first on each connection to the server, as
 * haproxy does with {@code send-proxy}.
 */
final class ForwardingProxy implements AutoCloseable {
  private final int serverPort;
  private final byte[] header;
  private final Listener listener;

  ForwardingProxy(int serverPort, byte[] header) throws IOException {
    this.serverPort = serverPort;
    this.header = header;
    this.listener = new Listener(InetAddress.getByName("localhost"), 0, this::forward);
  }

  int port() {
    return listener.port();
  }

  private void forward(Socket client) throws IOException {
    try (Socket server = new Socket(InetAddress.getByName("localhost"), serverPort)) {
      server.getOutputStream().write(header);
      Thread answers = new Thread(() -> pass(server, client), "answers");
      answers.setDaemon(true);
      answers.start();
      pass(client, server);
    }
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException ended) {
      // One side has closed its connection, so both connections end.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
