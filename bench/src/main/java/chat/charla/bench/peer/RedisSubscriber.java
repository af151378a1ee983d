package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.loop.Connection;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.loop.Protocol;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** One subscriber of a Redis channel. It receives only arrays of three elements. */
final class RedisSubscriber implements Protocol {
  private static final int ELEMENTS = 3;
  private static final int END_OF_LINE = 2;
  private static final int INCOMPLETE = -1;

  private final int index;
  private final Deliveries deliveries;
  private final Runnable whenIn;

  RedisSubscriber(
      Loop loop,
      InetSocketAddress server,
      String channel,
      int index,
      Deliveries deliveries,
      Runnable whenIn) {
    this.index = index;
    this.deliveries = deliveries;
    this.whenIn = whenIn;
    Connection connection = loop.connect(server, this);
    connection.write(("SUBSCRIBE " + channel + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public int received(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      int next = push(bytes, at, to);
      if (next == INCOMPLETE) {
        break;
      }
      at = next;
    }
    return at;
  }

  @Override
  public void closed(String reason) {
    throw new BenchFailure("Redis has closed a connection: " + reason);
  }

  /** Reads {@code [kind, channel, text or count]}, and returns the index of its end. */
  private int push(byte[] bytes, int from, int to) {
    int at = afterLine(bytes, from, to);
    if (at == INCOMPLETE) {
      return INCOMPLETE;
    }
    if (bytes[from] != '*') {
      throw new BenchFailure(
          "Redis says " + new String(bytes, from, at - from, StandardCharsets.US_ASCII));
    }
    int last = at;
    for (int element = 0; element < ELEMENTS; element++) {
      last = at;
      at = afterElement(bytes, at, to);
      if (at == INCOMPLETE) {
        return INCOMPLETE;
      }
    }
    if (bytes[last] == '$') {
      deliveries.delivered(index, Texts.number(bytes, afterLine(bytes, last, to)));
    } else {
      whenIn.run();
    }
    return at;
  }

  private static int afterElement(byte[] bytes, int from, int to) {
    int line = afterLine(bytes, from, to);
    if (line == INCOMPLETE || bytes[from] != '$') {
      return line;
    }
    int end = line + Scan.decimal(bytes, from + 1, line - END_OF_LINE) + END_OF_LINE;
    return end > to ? INCOMPLETE : end;
  }

  private static int afterLine(byte[] bytes, int from, int to) {
    int end = Scan.indexOf(bytes, from, to, (byte) '\n');
    return end == Scan.NOT_FOUND ? INCOMPLETE : end + 1;
  }
}
