package chat.charla.client;

import chat.charla.testkit.Listener;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Accepts connections, and then sends nothing. */
final class SilentPeer implements AutoCloseable {
  private final Listener listener;
  private final CountDownLatch closedByClient = new CountDownLatch(1);

  /** Listens at this address; port 0 means any free port. */
  SilentPeer(InetAddress address, int port) throws IOException {
    listener = new Listener(address, port, this::awaitEnd);
  }

  int port() {
    return listener.port();
  }

  /** Waits until a client has closed a connection. */
  boolean awaitClosedByClient() throws InterruptedException {
    return closedByClient.await(Patience.SECONDS, TimeUnit.SECONDS);
  }

  /** Stops listening, so that the port is free. Open connections stay open. */
  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void awaitEnd(Socket socket) {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException reset) {
      // A reset closes the connection as well.
    }
    closedByClient.countDown();
  }
}
