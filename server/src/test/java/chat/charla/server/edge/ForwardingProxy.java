package chat.charla.server.edge;

import chat.charla.testkit.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/**
 * A proxy that passes bytes on, and begins each connection to the server with a header: what
 * haproxy does by {@code send-proxy}.
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
      // By one of the two, which the other one sees.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
