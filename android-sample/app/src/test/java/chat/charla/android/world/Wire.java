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
 * The network between the phone and the server. Passes bytes on, and fails when it is told to, in
 * the ways in which networks fail. Its port stays the same all the time. Thread-safe.
 */
public final class Wire implements AutoCloseable {
  private final ServerSocket entrance;
  private final int exit;
  private final List<Link> links = new ArrayList<>();
  private boolean refusing;
  private boolean closed;

  /** From a free port to that one, both on the loopback address. */
  public Wire(int exit) throws IOException {
    this.exit = exit;
    this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    run("wire-entrance", this::accept);
  }

  /** Where to connect to. */
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
   * As when the radio is out of reach: connections stay, but nothing arrives on them any more, not
   * even their end. New ones are reset until {@link #allow}, and the old ones stay dead after it.
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

  /** Returns whether the connection is passed on. */
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
    } catch (IOException nobodyListens) {
      return false;
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

  private static void run(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** One connection of the client, and its continuation. */
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
        // One end is gone, and so is the other below.
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
