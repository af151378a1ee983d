package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.loop.Connection;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.loop.Protocol;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One connection to the {@link SendLoop}. It sends the number of its room, then texts, each with a
 * length prefix.
 */
final class SendLoopMember implements Protocol {
  static final int LENGTH_BYTES = Integer.BYTES;

  private final int index;
  private final Deliveries deliveries;
  private final Runnable whenEntered;
  private final Connection connection;

  SendLoopMember(
      Loop loop,
      InetSocketAddress server,
      int room,
      int index,
      Deliveries deliveries,
      Runnable whenEntered) {
    this.index = index;
    this.deliveries = deliveries;
    this.whenEntered = whenEntered;
    this.connection = loop.connect(server, this);
    connection.write(fourBytes(room));
  }

  void send(long number, int size) {
    connection.write(fourBytes(size));
    connection.write(Texts.bytes(number, size));
    connection.flush();
  }

  @Override
  public int received(byte[] bytes, int from, int to) {
    int at = from;
    while (to - at >= LENGTH_BYTES) {
      int text = at + LENGTH_BYTES;
      int length = ByteBuffer.wrap(bytes, at, LENGTH_BYTES).getInt();
      if (text + length > to) {
        break;
      }
      if (length == 0) {
        whenEntered.run();
      } else {
        deliveries.delivered(index, Texts.number(bytes, text));
      }
      at = text + length;
    }
    return at;
  }

  @Override
  public void closed(String reason) {
    throw new BenchFailure("the bare loop has closed a connection: " + reason);
  }

  private static byte[] fourBytes(int value) {
    return ByteBuffer.allocate(LENGTH_BYTES).putInt(value).array();
  }
}
