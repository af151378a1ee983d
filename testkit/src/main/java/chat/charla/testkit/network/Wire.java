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
 * The network between clients and a server or {@link Relay}. A wire forwards the bytes of each
 * connection, and fails on command, as networks do. Thread-safe.
 */
public final class Wire implements AutoCloseable {
  private static final int BUFFER_BYTES = 2048;

  /** What the wire does with a new connection. */
  private enum Arrival {
    PASSED_ON,
    RESET,
    /** The connection is accepted, but nothing is ever written to it. */
    IGNORED,
    /** Every request is answered by an HTTP/2 peer that does not speak gRPC. */
    ANSWERED
  }

  private final ServerSocket listener;
  private final int target;
  private final List<Link> links = new ArrayList<>();
  private final List<Socket> ignoredSockets = new ArrayList<>();

  /** What happens to new connections. Guarded by {@link #links}. */
  private Arrival arrival = Arrival.PASSED_ON;

  /** The number of times that all links were closed or silenced. Guarded by {@link #links}. */
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

  /** The port to which a client connects. */
  public int port() {
    return listener.getLocalPort();
  }

  /**
   * Resets every connection, as a peer does that has restarted and does not know the connection.
   */
  public void cut() {
    closeLinks(true);
  }

  /** Closes every TCP connection in an orderly way, without ending the calls first. */
  public void closeConnections() {
    closeLinks(false);
  }

  /** Resets every connection and, until {@link #unblock}, every new connection. */
  public void block() {
    cut(Arrival.RESET);
  }

  /**
   * Resets every connection. Until {@link #unblock}, new connections are accepted, but nothing is
   * ever written to them, not even after {@link #unblock}.
   */
  public void ignore() {
    cut(Arrival.IGNORED);
  }

  /** The number of connections that {@link #ignore} has affected. */
  public int ignored() {
    synchronized (ignoredSockets) {
      return ignoredSockets.size();
    }
  }

  /** Whether all connections that {@link #ignore} has affected are closed. */
  public boolean ignoredAreClosed() {
    synchronized (ignoredSockets) {
      return ignoredSockets.stream().allMatch(Socket::isClosed);
    }
  }

  /**
   * Resets every connection. Until {@link #unblock}, answers every request on a new connection with
   * an empty page and this HTTP status, as a proxy does that cannot reach its server.
   */
  public void answer(int status) {
    httpStatus = status;
    cut(Arrival.ANSWERED);
  }

  /** Forwards new connections again. If {@link #answer} was in effect, resets every connection. */
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
   * Keeps every open connection open, but drops all data that is written to it from then on, in
   * both directions. New connections work.
   */
  public void swallow() {
    synchronized (links) {
      changes++;
      links.forEach(link -> link.swallowed = true);
    }
  }

  /**
   * Simulates a radio link that is out of range. Connections stay open, but nothing arrives on them
   * from then on, not even their end. They stay silent even after {@link #unblock}. New connections
   * are reset until {@link #unblock}.
   */
  public void fallSilent() {
    synchronized (links) {
      arrival = Arrival.RESET;
      swallow();
    }
  }

  /** Delays each piece of data by this time, in both directions. 0 means no delay. */
  public void delay(long millis) {
    delayMillis = millis;
  }

  /** Limits the bytes per second of each connection in each direction. 0 means no limit. */
  public void throttle(long bytes) {
    bytesPerSecond = bytes;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
    synchronized (ignoredSockets) {
      ignoredSockets.forEach(Wire::reset);
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
            synchronized (ignoredSockets) {
              ignoredSockets.add(client);
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
      // With a small buffer, a slow client soon slows the server down. A large buffer would hide
      // that the client is slow.
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
   * Adds a link and returns true. If the links were closed or silenced after the link's connection
   * was accepted, resets the link instead and returns false.
   *
   * @param seen the value of {@link #changes} when the connection was accepted
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

  /**
   * A connection of a client, and the wire's connection to the target. Bytes are forwarded between
   * the two connections.
   */
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
        // One of the link's connections is closed, so the other is closed as well.
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
