package chat.charla.client;

import chat.charla.testkit.Listener;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers the first call of each connection as a proxy or a web server does. */
final class FakeProxy implements AutoCloseable {
  private static final int HTTP2_PREFACE_BYTES = 24;
  private static final byte[] PAGE = "<html>oops</html>".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TYPE = "text/html".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SERVER = "nginx".getBytes(StandardCharsets.US_ASCII);

  private interface Behaviour {
    void answer(DataInputStream in, OutputStream out) throws IOException;
  }

  private final Listener listener;

  private FakeProxy(Behaviour behaviour) throws IOException {
    listener =
        new Listener(InetAddress.getLoopbackAddress(), 0, socket -> serve(socket, behaviour));
  }

  /** Speaks HTTP/2, and answers with this status and a page. */
  static FakeProxy http2(int status) throws IOException {
    return new FakeProxy((in, out) -> answerHttp2(in, out, status));
  }

  /** Speaks HTTP/2, and resets the call with this code. */
  static FakeProxy resetting(int errorCode) throws IOException {
    return new FakeProxy(
        (in, out) -> {
          int stream = awaitCall(in, out);
          out.write(frame(4, 3, 0, stream));
          out.write(new byte[] {0, 0, 0, (byte) errorCode});
        });
  }

  /** Speaks HTTP/1.1 only. */
  static FakeProxy http1() throws IOException {
    String answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    return new FakeProxy(
        (in, out) -> {
          in.read();
          out.write(answer.getBytes(StandardCharsets.US_ASCII));
        });
  }

  int port() {
    return listener.port();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private static void serve(Socket socket, Behaviour behaviour) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    behaviour.answer(in, socket.getOutputStream());
    socket.shutdownOutput();
    in.transferTo(OutputStream.nullOutputStream());
  }

  private static void answerHttp2(DataInputStream in, OutputStream out, int status)
      throws IOException {
    int stream = awaitCall(in, out);
    byte[] digits = Integer.toString(status).getBytes(StandardCharsets.US_ASCII);
    // Names 8 (":status"), 31 ("content-type") and 54 ("server") of HPACK's static table, with
    // literal values.
    out.write(frame(digits.length + TYPE.length + SERVER.length + 8, 1, 4, stream));
    out.write(new byte[] {0x08, (byte) digits.length});
    out.write(digits);
    out.write(new byte[] {0x0f, 31 - 15, (byte) TYPE.length});
    out.write(TYPE);
    out.write(new byte[] {0x0f, 54 - 15, (byte) SERVER.length});
    out.write(SERVER);
    out.write(frame(PAGE.length, 0, 1, stream));
    out.write(PAGE);
  }

  /** Sends the HTTP/2 settings, and returns the number of the first stream. */
  private static int awaitCall(DataInputStream in, OutputStream out) throws IOException {
    in.skipNBytes(HTTP2_PREFACE_BYTES);
    out.write(frame(0, 4, 0, 0));
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      in.readUnsignedByte();
      int stream = in.readInt();
      in.skipNBytes(length);
      if (type == 1) {
        return stream;
      }
    }
  }

  private static byte[] frame(int length, int type, int flags, int stream) {
    return new byte[] {0, 0, (byte) length, (byte) type, (byte) flags, 0, 0, 0, (byte) stream};
  }
}
