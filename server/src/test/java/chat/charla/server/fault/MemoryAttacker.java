package chat.charla.server.fault;

import chat.charla.server.edge.RawClient;
import chat.charla.testkit.Patience;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A peer that makes the server hold as much memory as possible, on as many connections as one
 * address may have. For one thread.
 */
final class MemoryAttacker implements AutoCloseable {
  /** The peer's address: a loopback address of its own. */
  private static final String ADDRESS = "127.0.0.2";

  /** The length of a message that the transport does not refuse at once. */
  private static final int ANNOUNCED_BYTES = 500_000;

  private static final int FRAME_BYTES = 16_000;

  private final List<RawConnection> connections = new ArrayList<>();
  private final List<Integer> streams;
  private int next;

  private MemoryAttacker(int connections) {
    streams = new ArrayList<>(Collections.nCopies(connections, -1));
  }

  /** Connects, and reads no answers. */
  static MemoryAttacker connect(int port, int connections) throws IOException {
    return connect(connections, () -> RawConnection.open(port, ADDRESS));
  }

  /** Connects with TLS, and reads no answers. */
  static MemoryAttacker connect(int port, int connections, TlsPeer peer) throws IOException {
    return connect(connections, () -> connection(port, peer));
  }

  /** A connection from the attacker's address, with TLS. */
  static RawConnection connection(int port, TlsPeer peer) throws IOException {
    return RawConnection.open(port, ADDRESS, peer);
  }

  private interface Opening {
    RawConnection open() throws IOException;
  }

  private static MemoryAttacker connect(int connections, Opening opening) throws IOException {
    MemoryAttacker attacker = new MemoryAttacker(connections);
    for (int i = 0; i < connections; i++) {
      attacker.connections.add(
          opening
              .open()
              .greet()
              .write(Frames.setting(Frames.INITIAL_WINDOW_SIZE, 0))
              .flush()
              .answering());
    }
    return attacker;
  }

  /** Another client at the same address, which behaves correctly. */
  static RawClient neighbour(int port) {
    return neighbour(port, NettyChannelBuilder.DEFAULT_FLOW_CONTROL_WINDOW);
  }

  /**
   * Another correct client at the same address, with this window: the number of bytes that the
   * server sends before the client reads.
   */
  static RawClient neighbour(int port, int window) {
    return RawClient.over(LocalAddress.connect(port, ADDRESS, window));
  }

  /** Waits until the server has reset a call. */
  void awaitReset() {
    Patience.await(
        "a call that the server resets",
        () -> connections.stream().anyMatch(connection -> connection.resets() > 0));
  }

  /** Makes a call on the next connection, with these bytes as its request. */
  void call(String path, String token, byte[] request, boolean last) {
    begin(
        path,
        token,
        (connection, stream) -> connection.write(Frames.message(stream, request, last)));
  }

  /** Makes a call, and sends this many bytes of a longer request. */
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

  /** Makes a call, and sends this many bytes of a longer request, each in a frame of its own. */
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

  /** The header of a long message that does not follow. */
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
      // The server has closed this connection.
    }
  }

  @Override
  public void close() throws IOException {
    for (RawConnection connection : connections) {
      connection.close();
    }
  }
}
