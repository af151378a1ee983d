package chat.charla.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Accepts TCP connections. For each connection, a thread of its own calls the handler. After {@link
 * #close} the port is free, so that a test may listen on it again. Thread-safe.
 */
public final class Listener implements AutoCloseable {
  /** Handles an accepted connection. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Uses the socket of one connection, which the listener closes afterwards. An exception ends
     * only this connection.
     */
    void handle(Socket socket) throws IOException;
  }

  private final ServerSocket socket;
  private final Thread accepting;

  /** Listens on this address. Port 0 means any free port. */
  public Listener(InetAddress address, int port, Handler handler) throws IOException {
    socket = new ServerSocket(port, 50, address);
    accepting = start("listener", () -> accept(handler));
  }

  /** The port on which the listener accepts connections. */
  public int port() {
    return socket.getLocalPort();
  }

  /** Stops listening. Accepted connections stay open. */
  @Override
  public void close() throws IOException {
    socket.close();
    try {
      // The operating system keeps the port in use until the thread has left accept().
      accepting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept(Handler handler) {
    while (true) {
      try {
        Socket connection = socket.accept();
        start("connection", () -> handle(handler, connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void handle(Handler handler, Socket connection) {
    try (connection) {
      handler.handle(connection);
    } catch (IOException ended) {
      // The peer or the end of the test has closed the connection.
    }
  }

  private static Thread start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
