package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.loop.Connection;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.loop.Protocol;
import java.net.InetSocketAddress;
import java.util.OptionalLong;

/**
 * One client of Centrifugo, subscribed to one channel. Like Centrifugo's own clients, it writes
 * nothing when a publication arrives, and answers pings.
 */
final class CentrifugoMember implements Protocol {
  private static final String PATH = "/connection/websocket";
  private static final String SUBPROTOCOL = "centrifuge-protobuf";

  private static final int CONNECT_ID = 1;
  private static final int SUBSCRIBE_ID = 2;

  /** The id of the command that publishes text 0. */
  private static final int FIRST_PUBLISH_ID = 3;

  private final String channel;
  private final int index;
  private final Deliveries deliveries;
  private final Runnable whenEntered;
  private final Connection connection;
  private final WebSocket socket;
  private final CentrifugoReplies replies = new CentrifugoReplies(new Replies());
  private long lastOffset;

  /**
   * Starts to connect.
   *
   * @param channel a channel with history
   * @param index the reader's index for {@code deliveries}
   * @param whenEntered run when the member has subscribed
   */
  CentrifugoMember(
      Loop loop,
      InetSocketAddress server,
      String channel,
      int index,
      Deliveries deliveries,
      Runnable whenEntered) {
    this.channel = channel;
    this.index = index;
    this.deliveries = deliveries;
    this.whenEntered = whenEntered;
    this.connection = loop.connect(server, this);
    this.socket = new WebSocket(connection, PATH, SUBPROTOCOL, new Messages());
  }

  /** Publishes a text, with a system call of its own. */
  void send(long number, int size) {
    int id = Math.toIntExact(FIRST_PUBLISH_ID + number);
    socket.send(CentrifugoCommand.publish(id, channel, Texts.bytes(number, size)));
    connection.flush();
  }

  @Override
  public int received(byte[] bytes, int from, int to) {
    return socket.received(bytes, from, to);
  }

  @Override
  public void closed(String reason) {
    throw new BenchFailure("Centrifugo has closed a connection: " + reason);
  }

  private final class Messages implements WebSocket.Messages {
    @Override
    public void opened() {
      socket.send(CentrifugoCommand.connect(CONNECT_ID));
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
      replies.read(bytes, from, to);
    }
  }

  private final class Replies implements CentrifugoReplies.Receiver {
    @Override
    public void ping() {
      socket.send(CentrifugoCommand.PONG);
    }

    @Override
    public void done(int id) {
      if (id == CONNECT_ID) {
        socket.send(CentrifugoCommand.subscribe(SUBSCRIBE_ID, channel));
      } else {
        deliveries.acknowledged(id - FIRST_PUBLISH_ID);
      }
    }

    @Override
    public void subscribed(int id, OptionalLong offset) {
      lastOffset = offset.orElseThrow(() -> new BenchFailure("Centrifugo keeps no history"));
      whenEntered.run();
    }

    @Override
    public void published(long offset, long number) {
      if (offset != lastOffset + 1) {
        throw new BenchFailure(channel + ": offset " + offset + " comes after " + lastOffset);
      }
      lastOffset = offset;
      deliveries.delivered(index, number);
    }
  }
}
