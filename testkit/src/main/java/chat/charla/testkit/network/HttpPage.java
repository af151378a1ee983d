package chat.charla.testkit.network;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * An HTTP/2 peer that does not speak gRPC, such as a proxy that cannot reach its server. It answers
 * every request with a status and an empty page. It implements only the necessary part of RFC 9113.
 */
final class HttpPage {
  private static final int PREFACE_BYTES = 24;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int CONTINUATION = 9;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private final DataInputStream in;
  private final OutputStream out;
  private final byte[] page;

  private HttpPage(Socket client, int status) throws IOException {
    this.in = new DataInputStream(client.getInputStream());
    this.out = client.getOutputStream();
    this.page = page(status);
  }

  /** Answers every request on a connection, and returns when the connection has ended. */
  static void serve(Socket client, int status) {
    try (client) {
      new HttpPage(client, status).serve();
    } catch (IOException | UncheckedIOException over) {
      // The client or the wire has closed the connection.
    }
  }

  private void serve() throws IOException {
    in.readFully(new byte[PREFACE_BYTES]);
    write(SETTINGS, 0, 0, new byte[0]);
    while (true) {
      int lengthAndType = in.readInt();
      int type = lengthAndType & 0xff;
      int flags = in.readUnsignedByte();
      int stream = in.readInt() & Integer.MAX_VALUE;
      byte[] payload = new byte[lengthAndType >>> 8];
      in.readFully(payload);
      boolean acknowledged = (flags & ACK) != 0;
      switch (type) {
        case SETTINGS -> {
          if (!acknowledged) {
            write(SETTINGS, ACK, 0, new byte[0]);
          }
        }
        case PING -> {
          if (!acknowledged) {
            write(PING, ACK, 0, payload);
          }
        }
        case HEADERS, CONTINUATION -> {
          if ((flags & END_HEADERS) != 0) {
            write(HEADERS, END_STREAM | END_HEADERS, stream, page);
          }
        }
        default -> {} // The content of a request does not matter.
      }
    }
  }

  private void write(int type, int flags, int stream, byte[] payload) throws IOException {
    byte[] frame = new byte[9 + payload.length];
    frame[1] = (byte) (payload.length >> 8);
    frame[2] = (byte) payload.length;
    frame[3] = (byte) type;
    frame[4] = (byte) flags;
    for (int i = 0; i < 4; i++) {
      frame[5 + i] = (byte) (stream >>> (24 - 8 * i));
    }
    System.arraycopy(payload, 0, frame, 9, payload.length);
    out.write(frame);
    out.flush();
  }

  /**
   * The header block, without compression. The names `:status` and `content-type` are in the static
   * table.
   */
  private static byte[] page(int status) {
    String type = "text/html";
    return ("\u0008\u0003" + status + "\u000f\u0010" + (char) type.length() + type)
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
