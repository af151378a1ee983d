package chat.charla.server.process;

import chat.charla.server.Main;
import chat.charla.server.edge.RawClient;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Loads the classes that a server loads at its start and for the first calls of a client: see
 * {@link chat.charla.testkit.ClassArchive}.
 */
public final class Training {
  private Training() {}

  /** Runs a server on this new data directory, makes calls, and exits. */
  public static void main(String[] arguments) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Thread server = new Thread(() -> runServer(arguments[0], port), "server");
    server.setDaemon(true);
    server.start();
    Patience.await("listening server", () -> listens(port));
    try (RawClient one = RawClient.join(port, "Ana");
        RawClient other = RawClient.join(port, "Luis")) {
      one.converse();
      var ignored = one.sayWithId("lobby", "text");
      ignored = one.sendPrivately(other, "text");
      other.leave();
    }
    System.exit(0);
  }

  private static void runServer(String data, int port) {
    try {
      Main.main(
          new String[] {
            "--lang", "en", "--port", "" + port, "--min-free-disk", "0", "--data", data
          });
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean listens(int port) {
    try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return connection.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }
}
