package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.loop.Connection;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.loop.Protocol;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Publishes to a Redis channel, on a separate connection since a subscribed one may not publish.
 */
final class RedisPublisher implements Protocol {
  private final String channel;
  private final Connection connection;

  RedisPublisher(Loop loop, InetSocketAddress server, String channel) {
    this.channel = channel;
    this.connection = loop.connect(server, this);
  }

  void send(long number, int size) {
    String head =
        "*3\r\n$7\r\nPUBLISH\r\n$" + channel.length() + "\r\n" + channel + "\r\n$" + size + "\r\n";
    connection.write(head.getBytes(StandardCharsets.US_ASCII));
    connection.write(Texts.bytes(number, size));
    connection.write(new byte[] {'\r', '\n'});
    connection.flush();
  }

  /** Skips Redis's replies: the numbers of receivers. */
  @Override
  public int received(byte[] bytes, int from, int to) {
    if (bytes[from] == '-') {
      throw new BenchFailure(
          "Redis says " + new String(bytes, from, to - from, StandardCharsets.US_ASCII));
    }
    return to;
  }

  @Override
  public void closed(String reason) {
    throw new BenchFailure("Redis has closed a connection: " + reason);
  }
}
