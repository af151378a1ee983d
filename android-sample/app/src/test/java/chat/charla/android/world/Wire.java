package chat.charla.android.world;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * The network between the phone and the server. It forwards bytes, and fails on command as networks
 * do. Its port never changes. Thread-safe.
 */
public final class Wire implements AutoCloseable {
  private final ServerSocket entrance;
  private final int exit;
  private final List<Link> links = new ArrayList<>();
  private boolean refusing;
  private boolean closed;

  /** Creates a wire from a free port to this one, both on the loopback address. */
  public Wire(int exit) throws IOException {
    this.exit = exit;
    this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    run("wire-entrance", this::accept);
  }

  /** The port to connect to. */
  public int port() {
    return entrance.getLocalPort();
  }

  /** Resets every connection; new ones work. */
  public synchronized void cut() {
    links.forEach(Link::reset);
    links.clear();
  }

  /** Resets every connection, and new ones until {@link #allow}. */
  public synchronized void refuse() {
    refusing = true;
    cut();
  }

  /** New connections work again. */
  public synchronized void allow() {
    refusing = false;
  }

  /**
   * Simulates a radio that is out of reach: connections stay open, but nothing arrives on them any
   * more, not even their end. New ones are reset until {@link #allow}; the old ones stay dead after
   * it.
   */
  public synchronized void fallSilent() {
    refusing = true;
    links.forEach(link -> link.silent = true);
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    entrance.close();
    cut();
  }

  private void accept() {
    while (true) {
      try {
        Socket client = entrance.accept();
        if (!connect(client)) {
          reset(client);
        }
      } catch (IOException over) {
        return;
      }
    }
  }

  /** Forwards the connection, and returns whether that was possible. */
  private synchronized boolean connect(Socket client) {
    if (refusing || closed) {
      return false;
    }
    try {
      Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), exit));
      links.add(link);
      run("wire-up", () -> link.pass(link.client, link.server));
      run("wire-down", () -> link.pass(link.server, link.client));
      return true;
    } catch (IOException unreachable) {
      return false;
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException gone) {
      // It is closed already.
    }
  }

  private static void run(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** A connection of the client, and the connection to the relay that belongs to it. */
  private static final class Link {
    private final Socket client;
    private final Socket server;
    private volatile boolean silent;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void pass(Socket from, Socket to) {
      byte[] buffer = new byte[8192];
      try {
        to.setTcpNoDelay(true);
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        int count;
        while ((count = in.read(buffer)) >= 0) {
          if (!silent) {
            out.write(buffer, 0, count);
          }
        }
      } catch (IOException over) {
        // One end is closed, so the other is closed below.
      }
      if (!silent) {
        close(client);
        close(server);
      }
    }

    void reset() {
      Wire.reset(client);
      Wire.reset(server);
    }

    private static void close(Socket socket) {
      try {
        socket.close();
      } catch (IOException gone) {
        // Then it is closed.
      }
    }
  }
}
