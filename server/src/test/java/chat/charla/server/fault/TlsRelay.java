package chat.charla.server.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Accepts connections without TLS, and forwards them to a server with TLS. */
final class TlsRelay implements AutoCloseable {
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  private TlsRelay(ServerSocket listener) {
    this.listener = listener;
  }

  /** Creates a relay that listens on a free port, and forwards to port {@code server}. */
  static TlsRelay to(TlsPeer peer, int server) throws IOException {
    TlsRelay relay = new TlsRelay(new ServerSocket(0, 50, InetAddress.getByName("localhost")));
    start(() -> relay.accept(peer, server));
    return relay;
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept(TlsPeer peer, int server) throws IOException {
    while (true) {
      Socket client = listener.accept();
      client.setTcpNoDelay(true);
      Socket encrypted = peer.connect(server, "127.0.0.1");
      sockets.add(client);
      sockets.add(encrypted);
      start(() -> forward(client, encrypted));
      start(() -> forward(encrypted, client));
    }
  }

  /** Forwards until one of the two sockets ends, and then ends the other socket. */
  private static void forward(Socket from, Socket to) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        to.getOutputStream().write(buffer, 0, read);
        to.getOutputStream().flush();
      }
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void start(Step step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                step.run();
              } catch (IOException e) {
                // The relay or the connection is closed.
              }
            },
            "tls-relay");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
