package chat.charla.server.fault;

import chat.charla.server.edge.RawClient;
import chat.charla.testkit.Patience;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder.LocalSocketPicker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A peer that has the server hold as much as it will, on as many connections as one address may
 * have, and no others. For one thread.
 */
final class Hoarder implements AutoCloseable {
  /** Where it is: a loopback address of its own. */
  private static final String ADDRESS = "127.0.0.2";

  /** The longest message that the transport does not refuse at once. */
  private static final int ANNOUNCED_BYTES = 500_000;

  private static final int FRAME_BYTES = 16_000;

  private final List<RawConnection> connections = new ArrayList<>();
  private final List<Integer> streams;
  private int next;

  private Hoarder(int connections) {
    streams = new ArrayList<>(Collections.nCopies(connections, -1));
  }

  /** Connects, and takes nothing of what it is answered. */
  static Hoarder connect(int port, int connections) throws IOException {
    Hoarder hoarder = new Hoarder(connections);
    for (int i = 0; i < connections; i++) {
      hoarder.connections.add(
          RawConnection.open(port, ADDRESS)
              .greet()
              .write(Frames.setting(Frames.INITIAL_WINDOW_SIZE, 0))
              .flush()
              .answering());
    }
    return hoarder;
  }

  /** Another client at the same address, which keeps to the rules. */
  static RawClient neighbour(int port) {
    return RawClient.over(
        NettyChannelBuilder.forAddress("localhost", port)
            .usePlaintext()
            .localSocketPicker(
                new LocalSocketPicker() {
                  @Override
                  public SocketAddress createSocketAddress(
                      SocketAddress remote, io.grpc.@Nullable Attributes attributes) {
                    return new InetSocketAddress(ADDRESS, 0);
                  }
                })
            .build());
  }

  /** Returns when the server has given up a call. */
  void awaitGivenUp() {
    Patience.await(
        "a call that is given up",
        () -> connections.stream().anyMatch(connection -> connection.calmed() > 0));
  }

  /** Makes a call, on one connection after the other; what is asked is all of its request. */
  void call(String path, String token, byte[] request, boolean last) {
    begin(
        path,
        token,
        (connection, stream) -> connection.write(Frames.message(stream, request, last)));
  }

  /** Makes a call, and sends so many bytes of a request that is longer. */
  void beginRequest(String path, String token, int bytes) {
    begin(
        path,
        token,
        (connection, stream) -> {
          connection.write(announcement(stream));
          for (int sent = 0; sent < bytes; sent += FRAME_BYTES) {
            int length = Math.min(FRAME_BYTES, bytes - sent);
            connection.write(Frames.frame(Frames.DATA, 0, stream, new byte[length]));
          }
        });
  }

  /** The same with one byte in each frame. */
  void beginRequestByByte(String path, String token, int bytes) {
    begin(
        path,
        token,
        (connection, stream) -> {
          connection.write(announcement(stream));
          byte[] frame = Frames.frame(Frames.DATA, 0, stream, new byte[1]);
          for (int sent = 0; sent < bytes; sent++) {
            connection.write(frame);
          }
        });
  }

  /** That a long message follows. */
  private static byte[] announcement(int stream) {
    byte[] prefix = ByteBuffer.allocate(5).put((byte) 0).putInt(ANNOUNCED_BYTES).array();
    return Frames.frame(Frames.DATA, 0, stream, prefix);
  }

  private interface Body {
    void write(RawConnection connection, int stream) throws IOException;
  }

  private void begin(String path, String token, Body body) {
    int at = next++ % connections.size();
    int stream = streams.get(at) + 2;
    streams.set(at, stream);
    RawConnection connection = connections.get(at);
    try {
      connection.write(Frames.callOf(stream, path, token));
      body.write(connection, stream);
      connection.flush();
    } catch (IOException hungUp) {
      // The server has had enough of this connection.
    }
  }

  @Override
  public void close() throws IOException {
    for (RawConnection connection : connections) {
      connection.close();
    }
  }
}
