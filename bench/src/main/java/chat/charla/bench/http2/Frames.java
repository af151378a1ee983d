package chat.charla.bench.http2;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Encodes and decodes HTTP/2 frames (RFC 9113). */
final class Frames {
  static final int HEADER_LENGTH = 9;

  /**
   * The length of the prefix of a gRPC message: one byte for the compression flag, and four bytes
   * for the message's length.
   */
  static final int MESSAGE_PREFIX_LENGTH = 5;

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;

  static final int END_STREAM = 0x1;
  static final int ACK = 0x1;
  static final int END_HEADERS = 0x4;
  static final int PADDED = 0x8;

  static final int SETTINGS_HEADER_TABLE_SIZE = 1;
  static final int SETTINGS_INITIAL_WINDOW_SIZE = 4;

  static final int DEFAULT_WINDOW = 65_535;
  static final int LARGEST_WINDOW = Integer.MAX_VALUE;

  static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private Frames() {}

  /** Encodes one frame. */
  static byte[] frame(int type, int flags, int stream, byte[] payload) {
    byte[] frame = new byte[HEADER_LENGTH + payload.length];
    putHeader(frame, payload.length, type, flags, stream);
    System.arraycopy(payload, 0, frame, HEADER_LENGTH, payload.length);
    return frame;
  }

  /**
   * Encodes a DATA frame with one gRPC message: a byte 0 for "not compressed", the length, and the
   * message.
   */
  static byte[] message(int stream, byte[] message, boolean last) {
    int length = MESSAGE_PREFIX_LENGTH + message.length;
    byte[] frame = new byte[HEADER_LENGTH + length];
    putHeader(frame, length, DATA, last ? END_STREAM : 0, stream);
    putInt(frame, HEADER_LENGTH + 1, message.length);
    System.arraycopy(message, 0, frame, HEADER_LENGTH + MESSAGE_PREFIX_LENGTH, message.length);
    return frame;
  }

  /**
   * The first bytes of a client: the preface, settings without a header table, and the window.
   *
   * @param window the window of the connection and of each stream, at least {@link #DEFAULT_WINDOW}
   */
  static byte[] greeting(int window) {
    byte[] settings = new byte[12];
    putSetting(settings, 0, SETTINGS_HEADER_TABLE_SIZE, 0);
    putSetting(settings, 6, SETTINGS_INITIAL_WINDOW_SIZE, window);
    ByteArrayOutputStream greeting = new ByteArrayOutputStream();
    greeting.writeBytes(PREFACE);
    greeting.writeBytes(frame(SETTINGS, 0, 0, settings));
    if (window > DEFAULT_WINDOW) {
      greeting.writeBytes(windowUpdate(0, window - DEFAULT_WINDOW));
    }
    return greeting.toByteArray();
  }

  /** Encodes a SETTINGS frame that changes the window of each stream. */
  static byte[] settings(int window) {
    byte[] settings = new byte[6];
    putSetting(settings, 0, SETTINGS_INITIAL_WINDOW_SIZE, window);
    return frame(SETTINGS, 0, 0, settings);
  }

  static byte[] windowUpdate(int stream, int increment) {
    byte[] payload = new byte[4];
    putInt(payload, 0, increment);
    return frame(WINDOW_UPDATE, 0, stream, payload);
  }

  static int length(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff;
  }

  static int type(byte[] bytes, int at) {
    return bytes[at + 3];
  }

  static int flags(byte[] bytes, int at) {
    return bytes[at + 4];
  }

  static int stream(byte[] bytes, int at) {
    return intAt(bytes, at + 5) & Integer.MAX_VALUE;
  }

  static int intAt(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | bytes[at + 3] & 0xff;
  }

  static int shortAt(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  private static void putHeader(byte[] frame, int length, int type, int flags, int stream) {
    frame[0] = (byte) (length >>> 16);
    frame[1] = (byte) (length >>> 8);
    frame[2] = (byte) length;
    frame[3] = (byte) type;
    frame[4] = (byte) flags;
    putInt(frame, 5, stream);
  }

  private static void putSetting(byte[] payload, int at, int identifier, int value) {
    payload[at] = (byte) (identifier >>> 8);
    payload[at + 1] = (byte) identifier;
    putInt(payload, at + 2, value);
  }

  private static void putInt(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >>> 24);
    bytes[at + 1] = (byte) (value >>> 16);
    bytes[at + 2] = (byte) (value >>> 8);
    bytes[at + 3] = (byte) value;
  }
}
