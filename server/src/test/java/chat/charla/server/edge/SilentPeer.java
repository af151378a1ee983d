package chat.charla.server.edge;

import chat.charla.testkit.Patience;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** A connection that sends only the bytes that the test gives it. */
public final class SilentPeer implements AutoCloseable {
  private final Socket socket;

  private SilentPeer(Socket socket) {
    this.socket = socket;
  }

  public static SilentPeer connect(int port) throws IOException {
    return over(new Socket(InetAddress.getByName("localhost"), port));
  }

  /** A peer that sends over this socket. */
  public static SilentPeer over(Socket socket) throws IOException {
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(Patience.SECONDS));
    return new SilentPeer(socket);
  }

  /** Sends, unless the server has closed the connection meanwhile. */
  public void send(byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException closed) {
      // The next read reports the end of the connection.
    }
  }

  /** Reads and discards all bytes until the server closes or resets the connection. */
  public void awaitEnd() throws IOException {
    byte[] unread = new byte[1024];
    try {
      while (socket.getInputStream().read(unread) >= 0) {
        // Discard what the server sends first.
      }
    } catch (SocketException reset) {
      // A reset is also an end.
    }
  }

  /** Reads HTTP/2 frames until there is one of this type; returns its payload. */
  @CanIgnoreReturnValue
  public byte[] awaitFrame(int type) throws IOException {
    return awaitFrame((found, stream) -> found == type);
  }

  /** Reads HTTP/2 frames until there is one of this type and stream; returns its payload. */
  @CanIgnoreReturnValue
  public byte[] awaitFrame(int type, int stream) throws IOException {
    return awaitFrame((found, of) -> found == type && of == stream);
  }

  /** Reads HTTP/2 frames until this stream is reset; returns the error code. */
  public int awaitReset(int stream) throws IOException {
    return ByteBuffer.wrap(awaitFrame(Http2Bytes.RST_STREAM, stream)).getInt();
  }

  private byte[] awaitFrame(Wanted wanted) throws IOException {
    Frame frame = nextFrame();
    while (!wanted.is(frame.type, frame.stream)) {
      frame = nextFrame();
    }
    return frame.payload;
  }

  private interface Wanted {
    boolean is(int type, int stream);
  }

  /** Reads the next HTTP/2 frame. */
  public Frame nextFrame() throws IOException {
    DataInputStream frames = new DataInputStream(socket.getInputStream());
    int length = frames.readUnsignedByte() << 16 | frames.readUnsignedShort();
    int type = frames.readUnsignedByte();
    int flags = frames.readUnsignedByte();
    int stream = frames.readInt();
    byte[] payload = new byte[length];
    frames.readFully(payload);
    return new Frame(type, flags, stream, payload);
  }

  /** An HTTP/2 frame; the numbers are those of RFC 9113. */
  public record Frame(int type, int flags, int stream, byte[] payload) {}

  /** Waits for the server's first byte, which shows that the server has accepted the connection. */
  public void awaitGreeting() throws IOException {
    if (socket.getInputStream().read() < 0) {
      throw new IOException("closed");
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
