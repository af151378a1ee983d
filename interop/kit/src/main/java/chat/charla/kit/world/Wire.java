package chat.charla.kit.world;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * The network between the client and the {@link Relay}, connection by connection. It forwards
 * bytes, and fails on order as networks do. Thread-safe.
 */
public final class Wire implements AutoCloseable {
  private static final int BUFFER_BYTES = 2048;

  /** What becomes of a new connection. */
  private enum Arrival {
    PASSED_ON,
    RESET,
    /** Accepted, and nothing ever comes back. */
    IGNORED,
    /** Something that speaks HTTP/2, and no gRPC, answers every request. */
    ANSWERED
  }

  private final ServerSocket listener;
  private final int target;
  private final List<Link> links = new ArrayList<>();
  private final List<Socket> strays = new ArrayList<>();
  private volatile Arrival arrival = Arrival.PASSED_ON;
  private volatile int httpStatus;
  private volatile long delayMillis;
  private volatile long bytesPerSecond;

  /** A wire from a free port to the target port, both of this machine. */
  Wire(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("accept", this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Resets every connection, as when a cable is pulled and the peer's machine says so. */
  public void cut() {
    closeLinks(true);
  }

  /** Ends every connection in an orderly way, without a word at the level of calls. */
  public void hangUp() {
    closeLinks(false);
  }

  /** Cuts, and resets every new connection until {@link #unblock}. */
  public void block() {
    arrival = Arrival.RESET;
    cut();
  }

  /**
   * Cuts, and until {@link #unblock} accepts every new connection and never says anything on it.
   * Such a connection stays silent afterwards, too.
   */
  public void ignore() {
    arrival = Arrival.IGNORED;
    cut();
  }

  /** How many connections have been ignored. */
  public int ignored() {
    synchronized (strays) {
      return strays.size();
    }
  }

  /** Whether the client has closed every connection that was ignored. */
  public boolean isRidOfIgnored() {
    synchronized (strays) {
      return strays.stream().allMatch(Socket::isClosed);
    }
  }

  /**
   * Cuts, and until {@link #unblock} answers every request with a page of this HTTP status, as a
   * proxy does whose server it does not find.
   */
  public void answer(int status) {
    httpStatus = status;
    arrival = Arrival.ANSWERED;
    cut();
  }

  /** Lets new connections through again; those on which a page was the answer end. */
  public void unblock() {
    boolean answered = arrival == Arrival.ANSWERED;
    arrival = Arrival.PASSED_ON;
    if (answered) {
      cut();
    }
  }

  /**
   * Makes every present connection half-open: it stays, and nothing that is written to it arrives
   * any more. New connections work.
   */
  public void swallow() {
    synchronized (links) {
      links.forEach(link -> link.swallowed = true);
    }
  }

  /** Lets each piece of data wait so long, in each direction. */
  public void delay(long millis) {
    delayMillis = millis;
  }

  /** Lets no more than so many bytes a second through, in each direction; 0 for all. */
  public void throttle(long bytes) {
    bytesPerSecond = bytes;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
    synchronized (strays) {
      strays.forEach(Wire::reset);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        switch (arrival) {
          case PASSED_ON -> passOn(client);
          case RESET -> reset(client);
          case IGNORED -> {
            synchronized (strays) {
              strays.add(client);
            }
            start("silence", () -> closeWithPeer(client));
          }
          case ANSWERED -> {
            add(new Link(client, client));
            start("page", () -> HttpPage.serve(client, httpStatus));
          }
        }
      } catch (IOException closedOrRefused) {
        // The wire is closed, or the relay is: the client sees a failed connection either way.
      }
    }
  }

  private void passOn(Socket client) throws IOException {
    Socket server = new Socket();
    // A small buffer, so that a slow client is felt at the other end and not hidden here.
    server.setReceiveBufferSize(BUFFER_BYTES * 8);
    server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
    Link link = new Link(client, server);
    add(link);
    start("up", () -> link.pump(client, server));
    start("down", () -> link.pump(server, client));
  }

  private void add(Link link) {
    synchronized (links) {
      links.add(link);
    }
  }

  private void closeLinks(boolean hard) {
    synchronized (links) {
      links.forEach(link -> link.close(hard));
      links.clear();
    }
  }

  private static void closeWithPeer(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException reset) {
      // Then it is closed, too.
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException gone) {
      // Then it is closed.
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, "wire-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** One connection of the client and its continuation. */
  private final class Link {
    private final Socket client;
    private final Socket server;
    private volatile boolean swallowed;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void pump(Socket from, Socket to) {
      byte[] buffer = new byte[BUFFER_BYTES];
      try {
        from.setTcpNoDelay(true);
        to.setTcpNoDelay(true);
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        int count;
        while ((count = in.read(buffer)) >= 0) {
          hold(count);
          if (!swallowed) {
            out.write(buffer, 0, count);
          }
        }
      } catch (IOException | InterruptedException over) {
        // One end is gone, so the other goes as well.
      }
      if (!swallowed) {
        close(false);
      }
    }

    private void hold(int count) throws InterruptedException {
      if (delayMillis > 0) {
        Thread.sleep(delayMillis);
      }
      if (bytesPerSecond > 0) {
        Thread.sleep(1000L * count / bytesPerSecond);
      }
    }

    void close(boolean hard) {
      if (hard) {
        reset(client);
      }
      try {
        client.close();
        server.close();
      } catch (IOException gone) {
        // Then it is closed.
      }
    }
  }
}
