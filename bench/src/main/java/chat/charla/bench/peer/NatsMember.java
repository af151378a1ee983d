package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.loop.Connection;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.loop.Protocol;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** One client of NATS core, subscribed to one subject. */
final class NatsMember implements Protocol {
  private static final byte[] MESSAGE = ascii("MSG ");
  private static final byte[] PING = ascii("PING");
  private static final byte[] PONG = ascii("PONG");
  private static final byte[] ERROR = ascii("-ERR");
  private static final byte[] END_OF_LINE = ascii("\r\n");

  private final String subject;
  private final int index;
  private final Deliveries deliveries;
  private final Runnable whenEntered;
  private final Connection connection;

  NatsMember(
      Loop loop,
      InetSocketAddress server,
      String subject,
      int index,
      Deliveries deliveries,
      Runnable whenEntered) {
    this.subject = subject;
    this.index = index;
    this.deliveries = deliveries;
    this.whenEntered = whenEntered;
    this.connection = loop.connect(server, this);
    connection.write(
        ascii(
            "CONNECT {\"verbose\":false,\"pedantic\":false}\r\nSUB " + subject + " 1\r\nPING\r\n"));
  }

  void send(long number, int size) {
    connection.write(ascii("PUB " + subject + " " + size + "\r\n"));
    connection.write(Texts.bytes(number, size));
    connection.write(END_OF_LINE);
    connection.flush();
  }

  @Override
  public int received(byte[] bytes, int from, int to) {
    int at = from;
    while (true) {
      int line = Scan.indexOf(bytes, at, to, (byte) '\n');
      if (line == Scan.NOT_FOUND) {
        return at;
      }
      int next = line + 1;
      if (Scan.startsWith(bytes, at, line, MESSAGE)) {
        int payload = next;
        next = payload + size(bytes, line - 1) + END_OF_LINE.length;
        if (next > to) {
          return at;
        }
        deliveries.delivered(index, Texts.number(bytes, payload));
      } else {
        control(bytes, at, line);
      }
      at = next;
    }
  }

  @Override
  public void closed(String reason) {
    throw new BenchFailure("NATS has closed a connection: " + reason);
  }

  private void control(byte[] bytes, int from, int to) {
    if (Scan.startsWith(bytes, from, to, PING)) {
      connection.write(ascii("PONG\r\n"));
    } else if (Scan.startsWith(bytes, from, to, PONG)) {
      whenEntered.run();
    } else if (Scan.startsWith(bytes, from, to, ERROR)) {
      throw new BenchFailure(
          "NATS says " + new String(bytes, from, to - from, StandardCharsets.US_ASCII));
    }
  }

  /** Parses the size, the last word of a MSG line. */
  private static int size(byte[] bytes, int end) {
    int begin = end;
    while (bytes[begin - 1] != ' ') {
      begin--;
    }
    return Scan.decimal(bytes, begin, end);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
