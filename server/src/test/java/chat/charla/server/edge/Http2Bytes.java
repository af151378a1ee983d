package chat.charla.server.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;

/** The bytes that a client sends over HTTP/2 from its preface on, frame by frame, valid or not. */
public final class Http2Bytes {
  /** The connection preface. */
  public static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  static final int DATA = 0;
  private static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GO_AWAY = 7;
  static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int CANCEL = 8;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Starts with the preface and empty settings. */
  public Http2Bytes() {
    this(PREFACE);
    settings();
  }

  private Http2Bytes(byte[] beginning) {
    bytes.writeBytes(beginning);
  }

  /** Starts without the preface, for a connection on which the test has already sent it. */
  public static Http2Bytes withoutPreface() {
    return new Http2Bytes(new byte[0]);
  }

  /**
   * Starts a call.
   *
   * @param complete whether the header block ends here
   */
  public Http2Bytes headers(int stream, String path, Map<String, String> more, boolean complete) {
    return frame(HEADERS, complete ? END_HEADERS : 0, stream, block(path, more));
  }

  /** Starts a request that is not a gRPC call, because it has another content type. */
  public Http2Bytes notGrpc(int stream, String path, String contentType) {
    return frame(HEADERS, END_HEADERS, stream, block(path, contentType, Map.of()));
  }

  private static byte[] block(String path, Map<String, String> more) {
    return block(path, "application/grpc", more);
  }

  private static byte[] block(String path, String contentType, Map<String, String> more) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    field(block, ":method", "POST");
    field(block, ":scheme", "http");
    field(block, ":path", path);
    field(block, ":authority", "localhost");
    field(block, "content-type", contentType);
    field(block, "te", "trailers");
    more.forEach((name, value) -> field(block, name, value));
    return block.toByteArray();
  }

  /** Sends part of a request. */
  public Http2Bytes data(int stream, byte[] part) {
    return frame(DATA, 0, stream, part);
  }

  /** Ends a request. */
  public Http2Bytes end(int stream) {
    return frame(DATA, END_STREAM, stream, new byte[0]);
  }

  /** Sends the only message of a call, and ends the request. */
  public Http2Bytes request(int stream, byte[] message) {
    ByteBuffer prefixed = ByteBuffer.allocate(5 + message.length);
    prefixed.put((byte) 0).putInt(message.length).put(message);
    return frame(DATA, END_STREAM, stream, prefixed.array());
  }

  /** Acknowledges the server's settings; from then on the server's windows apply. */
  public Http2Bytes acknowledgeSettings() {
    return frame(SETTINGS, ACK, 0, new byte[0]);
  }

  /** Ends a request with empty trailers. */
  public Http2Bytes trailers(int stream) {
    return frame(HEADERS, END_HEADERS | END_STREAM, stream, new byte[0]);
  }

  /** Ends a request with the headers of a call, so that the stream seems to have two calls. */
  public Http2Bytes trailersOfACall(int stream, String path) {
    return frame(HEADERS, END_HEADERS | END_STREAM, stream, block(path, Map.of()));
  }

  /** Changes one setting. */
  public Http2Bytes setting(int identifier, int value) {
    return frame(
        SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort((short) identifier).putInt(value).array());
  }

  /** Cancels a call. */
  public Http2Bytes cancel(int stream) {
    return frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
  }

  /** Sends a ping. */
  public Http2Bytes ping() {
    return ping(0);
  }

  /** Sends a ping with this payload. */
  public Http2Bytes ping(long payload) {
    return frame(PING, 0, 0, ByteBuffer.allocate(8).putLong(payload).array());
  }

  /** Acknowledges a ping with this payload. */
  public Http2Bytes acknowledgePing(long payload) {
    return frame(PING, ACK, 0, ByteBuffer.allocate(8).putLong(payload).array());
  }

  /** Sends a SETTINGS frame that changes nothing. */
  public Http2Bytes settings() {
    return frame(SETTINGS, 0, 0, new byte[0]);
  }

  public byte[] toByteArray() {
    return bytes.toByteArray();
  }

  private Http2Bytes frame(int type, int flags, int stream, byte[] payload) {
    ByteBuffer header = ByteBuffer.allocate(9);
    header.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    header.put((byte) type).put((byte) flags).putInt(stream);
    bytes.writeBytes(header.array());
    bytes.writeBytes(payload);
    return this;
  }

  /** A literal field without indexing, RFC 7541, 6.2.2. */
  private static void field(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    string(block, name);
    string(block, value);
  }

  private static void string(ByteArrayOutputStream block, String text) {
    int rest = text.length();
    if (rest < 127) {
      block.write(rest);
    } else {
      block.write(127);
      for (rest -= 127; rest >= 128; rest >>= 7) {
        block.write(rest & 127 | 128);
      }
      block.write(rest);
    }
    block.writeBytes(text.getBytes(US_ASCII));
  }
}
