package chat.charla.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Accepts connections, and then says nothing. */
final class SilentPeer implements AutoCloseable {
  private final ServerSocket listener;
  private final CountDownLatch givenUp = new CountDownLatch(1);

  /** Listens at this address; port 0 is any that is free. */
  SilentPeer(InetAddress address, int port) throws IOException {
    listener = new ServerSocket(port, 10, address);
    start("silent peer", this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Waits until a client has closed a connection. */
  boolean awaitGivenUp() throws InterruptedException {
    return givenUp.await(20, TimeUnit.SECONDS);
  }

  /** Listens no more. Connections that are open stay so. */
  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        start("silent connection", () -> awaitEnd(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void awaitEnd(Socket socket) {
    try (socket;
        InputStream in = socket.getInputStream()) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException reset) {
      // A way to close it, too.
    }
    givenUp.countDown();
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
