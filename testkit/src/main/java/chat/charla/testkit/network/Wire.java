package chat.charla.testkit.network;

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
 * The network between a client and its server or {@link Relay}, connection by connection. It
 * forwards bytes, and fails on command as networks do. Thread-safe.
 */
public final class Wire implements AutoCloseable {
  private static final int BUFFER_BYTES = 2048;

  /** What happens to a new connection. */
  private enum Arrival {
    PASSED_ON,
    RESET,
    /** The connection is accepted and never answered. */
    IGNORED,
    /** Every request is answered by an HTTP/2 peer that does not speak gRPC. */
    ANSWERED
  }

  private final ServerSocket listener;
  private final int target;
  private final List<Link> links = new ArrayList<>();
  private final List<Socket> strays = new ArrayList<>();

  /** Guarded by {@link #links}. */
  private Arrival arrival = Arrival.PASSED_ON;

  /** How often all links have been closed or silenced. Guarded by {@link #links}. */
  private int changes;

  private volatile int httpStatus;
  private volatile long delayMillis;
  private volatile long bytesPerSecond;

  /** Creates a wire from a free port to the target port, both on this machine. */
  public Wire(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("accept", this::accept);
  }

  /** The port to connect to. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Resets every connection, as the peer's machine does when it has no record of it. */
  public void cut() {
    closeLinks(true);
  }

  /** Closes every connection in an orderly way, without ending the calls on it. */
  public void hangUp() {
    closeLinks(false);
  }

  /** Cuts, and resets every new connection until {@link #unblock}. */
  public void block() {
    cut(Arrival.RESET);
  }

  /**
   * Cuts, and until {@link #unblock} accepts every new connection and never writes to it. Such a
   * connection stays silent even after that.
   */
  public void ignore() {
    cut(Arrival.IGNORED);
  }

  /** How many connections have been accepted and never answered. */
  public int ignored() {
    synchronized (strays) {
      return strays.size();
    }
  }

  /** Whether the client has closed all of these connections. */
  public boolean ignoredAreClosed() {
    synchronized (strays) {
      return strays.stream().allMatch(Socket::isClosed);
    }
  }

  /**
   * Cuts, and until {@link #unblock} answers every request with a page of this HTTP status, as a
   * proxy does that does not find its server.
   */
  public void answer(int status) {
    httpStatus = status;
    cut(Arrival.ANSWERED);
  }

  /** Forwards new connections again, and closes those that were answered with a page. */
  public void unblock() {
    synchronized (links) {
      boolean answered = arrival == Arrival.ANSWERED;
      arrival = Arrival.PASSED_ON;
      if (answered) {
        cut();
      }
    }
  }

  /**
   * Makes every open connection half-open: it stays open, but nothing written to it arrives any
   * more. New connections work.
   */
  public void swallow() {
    synchronized (links) {
      changes++;
      links.forEach(link -> link.swallowed = true);
    }
  }

  /**
   * Simulates a radio that is out of reach: connections stay open, but nothing arrives on them any
   * more, not even their end. New ones are reset until {@link #unblock}; the old ones stay silent
   * after it.
   */
  public void fallSilent() {
    synchronized (links) {
      arrival = Arrival.RESET;
      swallow();
    }
  }

  /** Delays each piece of data by this time, in each direction. */
  public void delay(long millis) {
    delayMillis = millis;
  }

  /** Limits the bytes per second in each direction; 0 means no limit. */
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
        Arrival what;
        int seen;
        synchronized (links) {
          what = arrival;
          seen = changes;
        }
        switch (what) {
          case PASSED_ON -> passOn(client, seen);
          case RESET -> reset(client);
          case IGNORED -> {
            synchronized (strays) {
              strays.add(client);
            }
            start("silence", () -> closeWithPeer(client));
          }
          case ANSWERED -> {
            if (add(new Link(client, client), seen)) {
              start("page", () -> HttpPage.serve(client, httpStatus));
            }
          }
        }
      } catch (IOException closed) {
        // The wire is closed.
      }
    }
  }

  private void passOn(Socket client, int seen) {
    Socket server = new Socket();
    try {
      // A small buffer, so that a slow client slows the server down instead of filling this buffer.
      server.setReceiveBufferSize(BUFFER_BYTES * 8);
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
    } catch (IOException unreachable) {
      reset(client);
      return;
    }
    Link link = new Link(client, server);
    if (add(link, seen)) {
      start("up", () -> link.pump(client, server));
      start("down", () -> link.pump(server, client));
    }
  }

  /**
   * Adds a link, or resets it and returns false if the links have been cut or silenced since its
   * connection was accepted.
   *
   * @param seen the value of {@link #changes} at that time
   */
  private boolean add(Link link, int seen) {
    synchronized (links) {
      boolean current = changes == seen;
      if (current) {
        links.add(link);
      } else {
        link.close(true);
      }
      return current;
    }
  }

  private void cut(Arrival next) {
    synchronized (links) {
      arrival = next;
      cut();
    }
  }

  private void closeLinks(boolean hard) {
    synchronized (links) {
      changes++;
      links.forEach(link -> link.close(hard));
      links.clear();
    }
  }

  private static void closeWithPeer(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException reset) {
      // A reset closes the connection as well.
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException gone) {
      // The socket is closed in any case.
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, "wire-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** A connection of the client, and the connection to the target that belongs to it. */
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
        // One end is closed, so the other is closed as well.
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
        // The socket is closed in any case.
      }
    }
  }
}
