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
 * A TCP connection on which anything can be said. For one thread, and one that answers by itself.
 */
final class RawConnection implements AutoCloseable {
  private final Socket socket;
  private final OutputStream out;
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger calmed = new AtomicInteger();
  private final AtomicInteger dataBytes = new AtomicInteger();

  private RawConnection(Socket socket, OutputStream out) {
    this.socket = socket;
    this.out = out;
  }

  /** A connection on which nothing has been said. */
  static RawConnection open(int port) throws IOException {
    return over(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** The same from another loopback address, such as 127.0.0.2; Linux has them all. */
  static RawConnection open(int port, String from) throws IOException {
    return over(new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0));
  }

  private static RawConnection over(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    return new RawConnection(socket, new BufferedOutputStream(socket.getOutputStream(), 64 * 1024));
  }

  /** A connection that speaks HTTP/2. */
  static RawConnection greet(int port) throws IOException {
    return open(port).greet();
  }

  /** Begins to speak HTTP/2. */
  RawConnection greet() throws IOException {
    return write(Frames.greeting()).flush();
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
   * Acknowledges the server's settings, and from now on answers its pings; all else that it says is
   * thrown away. So it is a peer that is there, and whose windows are those of the server.
   */
  RawConnection answering() throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    while (!answer(in)) {
      // Until its settings have been there.
    }
    Thread reader =
        new Thread(
            () -> {
              try {
                while (true) {
                  answer(in);
                }
              } catch (IOException e) {
                // Its end.
              }
            },
            "raw-answers");
    reader.setDaemon(true);
    reader.start();
    return this;
  }

  /** How many calls the server has begun to answer, as far as was read; headers need no window. */
  int answers() {
    return answers.get();
  }

  /** How many streams the server has reset because they cost too much, as far as was read. */
  int calmed() {
    return calmed.get();
  }

  /** How many bytes of messages the server has sent, as far as was read. */
  int dataBytes() {
    return dataBytes.get();
  }

  /** Answers one frame, and tells whether it was settings. */
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
      calmed.incrementAndGet();
    }
    boolean settings = type == Frames.SETTINGS && flags == 0;
    if (settings || (type == Frames.PING && flags == 0)) {
      write(Frames.frame(type, Frames.ACK, 0, settings ? Frames.NOTHING : payload)).flush();
    }
    return settings;
  }

  /**
   * Says this, by and by.
   *
   * @throws IOException if the server has hung up
   */
  RawConnection write(byte[] bytes) throws IOException {
    out.write(bytes); // as a whole, whatever other threads write
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
