package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.loop.Connection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The client's side of one WebSocket connection (RFC 6455), as far as the benchmark needs it:
 * binary messages of one frame each, without extensions. It answers the server's pings.
 */
final class WebSocket {
  private static final byte[] END_OF_HEADERS = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ACCEPTED = "HTTP/1.1 101 ".getBytes(StandardCharsets.US_ASCII);

  /** The bit of a frame's first byte that marks the last frame of a message. */
  private static final int FINAL = 0x80;

  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  /** The bit of a frame's second byte that says that the payload is masked. */
  private static final int MASKED = 0x80;

  private static final int LENGTH_MASK = 0x7f;
  private static final int TWO_BYTES_FOLLOW = 126;
  private static final int EIGHT_BYTES_FOLLOW = 127;
  private static final int UNSIGNED_SHORT_MASK = 0xffff;

  /**
   * The mask of every frame. RFC 6455 requires random masks, which protect proxies from scripts in
   * browsers. A benchmark runs no such scripts, so a constant mask is enough.
   */
  private static final byte[] MASK = {0x5a, 0x17, 0x3c, 0x71};

  /** Receives the messages. */
  interface Messages {
    /** The server has accepted the connection. */
    void opened();

    /** A message, which is valid only until this method returns. */
    void message(byte[] bytes, int from, int to);
  }

  private final Connection connection;
  private final Messages messages;
  private boolean open;

  /**
   * Asks the server for a WebSocket.
   *
   * @param path the path of the request
   * @param subprotocol the protocol of the messages
   */
  WebSocket(Connection connection, String path, String subprotocol, Messages messages) {
    this.connection = connection;
    this.messages = messages;
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            + "Sec-WebSocket-Protocol: "
            + subprotocol
            + "\r\n\r\n";
    connection.write(request.getBytes(StandardCharsets.US_ASCII));
  }

  /** Queues a message of at most 65,535 bytes. */
  void send(byte[] payload) {
    write(BINARY, payload);
  }

  /** Does what {@link chat.charla.bench.loop.Protocol#received} specifies. */
  int received(byte[] bytes, int from, int to) {
    int at = from;
    if (!open) {
      int end = Scan.indexOf(bytes, from, to, END_OF_HEADERS);
      if (end == Scan.NOT_FOUND) {
        return from;
      }
      if (!Scan.startsWith(bytes, from, end, ACCEPTED)) {
        throw new BenchFailure(
            "no WebSocket: " + new String(bytes, from, end - from, StandardCharsets.US_ASCII));
      }
      open = true;
      messages.opened();
      at = end + END_OF_HEADERS.length;
    }
    while (to - at >= 2) {
      int length = bytes[at + 1] & LENGTH_MASK;
      int lengthBytes =
          switch (length) {
            case TWO_BYTES_FOLLOW -> Short.BYTES;
            case EIGHT_BYTES_FOLLOW -> Long.BYTES;
            default -> 0;
          };
      int begin = at + 2 + lengthBytes;
      if (begin > to) {
        break;
      }
      ByteBuffer following = ByteBuffer.wrap(bytes, at + 2, lengthBytes);
      if (lengthBytes == Short.BYTES) {
        length = following.getShort() & UNSIGNED_SHORT_MASK;
      } else if (lengthBytes == Long.BYTES) {
        length = Math.toIntExact(following.getLong());
      }
      if (length > to - begin) {
        break;
      }
      frame(bytes[at], bytes, begin, begin + length);
      at = begin + length;
    }
    return at;
  }

  private void frame(byte first, byte[] bytes, int from, int to) {
    switch (first & ~FINAL & 0xff) {
      case BINARY -> {
        if ((first & FINAL) == 0) {
          throw new BenchFailure("a WebSocket message of several frames");
        }
        messages.message(bytes, from, to);
      }
      case PING -> write(PONG, ByteBuffer.allocate(to - from).put(bytes, from, to - from).array());
      case CLOSE ->
          throw new BenchFailure(
              "the server closes: " + new String(bytes, from, to - from, StandardCharsets.UTF_8));
      default -> throw new BenchFailure("an unexpected WebSocket frame: " + (first & 0xff));
    }
  }

  private void write(int opcode, byte[] payload) {
    boolean small = payload.length < TWO_BYTES_FOLLOW;
    ByteBuffer frame = ByteBuffer.allocate(2 + Short.BYTES + MASK.length + payload.length);
    frame.put((byte) (FINAL | opcode));
    frame.put((byte) (MASKED | (small ? payload.length : TWO_BYTES_FOLLOW)));
    if (!small) {
      frame.putShort((short) payload.length);
    }
    frame.put(MASK);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ MASK[i % MASK.length]));
    }
    connection.write(frame.array(), 0, frame.position());
  }
}
