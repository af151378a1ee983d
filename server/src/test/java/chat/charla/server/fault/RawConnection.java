package chat.charla.server.fault;

import chat.charla.testkit.Patience;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP connection that sends arbitrary bytes. Only one thread at a time may use it, besides the
 * thread that it starts to read.
 */
final class RawConnection implements AutoCloseable {
  private final Socket socket;
  private final OutputStream out;
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger resets = new AtomicInteger();
  private final AtomicInteger dataBytes = new AtomicInteger();

  private RawConnection(Socket socket, OutputStream out) {
    this.socket = socket;
    this.out = out;
  }

  /** A connection on which nothing has been sent. */
  static RawConnection open(int port) throws IOException {
    return over(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /**
   * A connection from another loopback address, such as 127.0.0.2. Linux has all of these
   * addresses.
   */
  static RawConnection open(int port, String from) throws IOException {
    return over(new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0));
  }

  /** A connection from this local address, with TLS. */
  static RawConnection open(int port, String from, TlsPeer peer) throws IOException {
    return over(peer.connect(port, from));
  }

  private static RawConnection over(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    return new RawConnection(socket, new BufferedOutputStream(socket.getOutputStream(), 64 * 1024));
  }

  /** A connection that has sent the HTTP/2 preface. */
  static RawConnection greet(int port) throws IOException {
    return open(port).greet();
  }

  /** Sends the HTTP/2 preface. */
  RawConnection greet() throws IOException {
    return write(Frames.greeting()).flush();
  }

  /** Reads and discards everything that the server sends from now on. */
  RawConnection readingEverything() {
    Thread reader =
        new Thread(
            () -> {
              try {
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                // The connection has ended.
              }
            },
            "raw-reader");
    reader.setDaemon(true);
    reader.start();
    return this;
  }

  /**
   * Acknowledges the server's settings, and answers its pings from now on; discards everything
   * else. So the server does not close the connection because pings are unanswered, and it obeys
   * this peer's windows.
   */
  RawConnection answering() throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    while (!answer(in)) {
      // Until the server's settings have arrived.
    }
    Thread reader =
        new Thread(
            () -> {
              try {
                while (true) {
                  answer(in);
                }
              } catch (IOException e) {
                // The connection has ended.
              }
            },
            "raw-answers");
    reader.setDaemon(true);
    reader.start();
    return this;
  }

  /**
   * The number of HEADERS frames that have been read. The server sends them even if the peer's
   * windows are closed.
   */
  int answers() {
    return answers.get();
  }

  /**
   * The number of resets with ENHANCE_YOUR_CALM that have been read. With this code the server
   * resets HTTP/2 streams that hold or cost too much.
   */
  int resets() {
    return resets.get();
  }

  /** The number of bytes in DATA frames that have been read. */
  int dataBytes() {
    return dataBytes.get();
  }

  /** Answers one frame; returns whether it was settings. */
  private boolean answer(DataInputStream in) throws IOException {
    int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    in.readInt();
    byte[] payload = in.readNBytes(length);
    if (type == Frames.DATA) {
      dataBytes.addAndGet(length);
    }
    if (type == Frames.HEADERS) {
      answers.incrementAndGet();
    }
    if (type == Frames.RST_STREAM && payload[3] == Frames.ENHANCE_YOUR_CALM) {
      resets.incrementAndGet();
    }
    boolean settings = type == Frames.SETTINGS && flags == 0;
    if (settings || (type == Frames.PING && flags == 0)) {
      write(Frames.frame(type, Frames.ACK, 0, settings ? Frames.NOTHING : payload)).flush();
    }
    return settings;
  }

  /**
   * Sends these bytes, buffered.
   *
   * @throws IOException if the server has closed the connection
   */
  RawConnection write(byte[] bytes) throws IOException {
    out.write(bytes); // one call, so that other threads' writes do not mix with it
    return this;
  }

  RawConnection flush() throws IOException {
    out.flush();
    return this;
  }

  /** Sends everything that was written, and closes the sending direction. */
  void finish() throws IOException {
    out.flush();
    socket.shutdownOutput();
  }

  /**
   * Sends this number of chunks, or fewer if the server closes the connection; returns the number
   * of chunks that were sent.
   */
  int flood(int times, Chunk chunk) {
    int sent = 0;
    try {
      for (; sent < times; sent++) {
        out.write(chunk.number(sent));
      }
      out.flush();
    } catch (IOException e) {
      // The server may close the connection.
    }
    return sent;
  }

  /** The bytes of the n-th chunk, counted from 0. */
  interface Chunk {
    byte[] number(int n);
  }

  /** Waits until the server has closed the connection. */
  void awaitClosed() throws IOException {
    awaitClosed(Patience.SECONDS);
  }

  /**
   * Waits until the server has closed the connection, at most this many seconds after its last
   * bytes.
   */
  void awaitClosed(long seconds) throws IOException {
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(seconds));
    InputStream in = socket.getInputStream();
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection is still open", e);
    } catch (IOException e) {
      // A reset also closes the connection.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
