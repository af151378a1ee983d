package chat.charla.server.fault;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * HTTP/2 frames (RFC 9113) as bytes, valid and invalid ones. Header blocks use HPACK literals
 * without indexing, so they need no table.
 */
final class Frames {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int ACK = 0x1;
  static final int END_STREAM = 0x1;
  static final int END_HEADERS = 0x4;

  static final int INITIAL_WINDOW_SIZE = 4;
  static final int CANCEL = 8;
  static final int ENHANCE_YOUR_CALM = 11;

  static final byte[] NOTHING = {};

  private Frames() {}

  /** The preface and settings of a client. */
  static byte[] greeting() {
    ByteArrayOutputStream greeting = new ByteArrayOutputStream();
    greeting.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    greeting.writeBytes(frame(SETTINGS, 0, 0, NOTHING));
    return greeting.toByteArray();
  }

  /** One frame, valid or not. */
  static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >>> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** One frame with a number as its payload. */
  static byte[] frame(int type, int stream, int number) {
    return frame(type, 0, stream, ByteBuffer.allocate(4).putInt(number).array());
  }

  static byte[] setting(int identifier, int value) {
    return frame(
        SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort((short) identifier).putInt(value).array());
  }

  /** The frame that starts a call of a method of the contract. */
  static byte[] call(int stream, String method, String token) {
    return frame(HEADERS, END_HEADERS, stream, headers(method, token));
  }

  /** The frame that starts a call of a method of any service. */
  static byte[] callOf(int stream, String path, String token) {
    return frame(HEADERS, END_HEADERS, stream, headersOf(path, token));
  }

  /** One gRPC message. */
  static byte[] message(int stream, byte[] message, boolean last) {
    byte[] payload =
        ByteBuffer.allocate(5 + message.length)
            .put((byte) 0)
            .putInt(message.length)
            .put(message)
            .array();
    return frame(DATA, last ? END_STREAM : 0, stream, payload);
  }

  /** The header block of a call. */
  static byte[] headers(String method, String token) {
    return headersOf("/charla.v1.ChatService/" + method, token);
  }

  private static byte[] headersOf(String path, String token) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    literal(block, ":method", "POST");
    literal(block, ":scheme", "http");
    literal(block, ":path", path);
    literal(block, ":authority", "localhost");
    literal(block, "te", "trailers");
    literal(block, "content-type", "application/grpc");
    if (!token.isEmpty()) {
      literal(block, "authorization", "Bearer " + token);
    }
    return block.toByteArray();
  }

  /** A header field; both parts are shorter than 127 bytes. */
  static void literal(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    for (String part : new String[] {name, value}) {
      byte[] bytes = part.getBytes(StandardCharsets.US_ASCII);
      if (bytes.length >= 127) {
        throw new IllegalArgumentException("too long for one byte of length: " + bytes.length);
      }
      block.write(bytes.length);
      block.writeBytes(bytes);
    }
  }
}
