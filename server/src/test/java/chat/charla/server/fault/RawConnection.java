package chat.charla.server.fault;

import chat.charla.testkit.Patience;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/** A TCP connection on which anything can be said. For one thread. */
final class RawConnection implements AutoCloseable {
  private final Socket socket;
  private final OutputStream out;

  private RawConnection(Socket socket, OutputStream out) {
    this.socket = socket;
    this.out = out;
  }

  /** A connection on which nothing has been said. */
  static RawConnection open(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    return new RawConnection(socket, new BufferedOutputStream(socket.getOutputStream(), 64 * 1024));
  }

  /** A connection that speaks HTTP/2. */
  static RawConnection greet(int port) throws IOException {
    RawConnection connection = open(port);
    connection.write(Frames.greeting());
    connection.flush();
    return connection;
  }

  /** Reads whatever the server says from now on, and throws it away. */
  RawConnection readingEverything() {
    Thread reader =
        new Thread(
            () -> {
              try {
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                // Its end.
              }
            },
            "raw-reader");
    reader.setDaemon(true);
    reader.start();
    return this;
  }

  /**
   * Says this, by and by.
   *
   * @throws IOException if the server has hung up
   */
  RawConnection write(byte[] bytes) throws IOException {
    out.write(bytes);
    return this;
  }

  RawConnection flush() throws IOException {
    out.flush();
    return this;
  }

  /** Says no more; what has been said is on its way. */
  void finish() throws IOException {
    out.flush();
    socket.shutdownOutput();
  }

  /** Says it so often, or until the server has had enough; returns how often that was. */
  int flood(int times, Chunk chunk) {
    int said = 0;
    try {
      for (; said < times; said++) {
        out.write(chunk.number(said));
      }
      out.flush();
    } catch (IOException e) {
      // It has hung up, which is its good right.
    }
    return said;
  }

  /** What is said the n-th time, counted from 0. */
  interface Chunk {
    byte[] number(int n);
  }

  /** Returns when the server has hung up. */
  void awaitClosed() throws IOException {
    awaitClosed(Patience.SECONDS);
  }

  /** Returns when the server has hung up, if that is within so many seconds of its last words. */
  void awaitClosed(long seconds) throws IOException {
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(seconds));
    InputStream in = socket.getInputStream();
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection is still open", e);
    } catch (IOException e) {
      // Reset, that is closed.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
