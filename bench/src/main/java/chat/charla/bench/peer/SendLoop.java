package chat.charla.bench.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The lower bound for the CPU time of a server. This program only copies the data of one connection
 * to all connections of the same room, with one system call for each connection. It guarantees no
 * order, and fails if a reader is too slow.
 */
public final class SendLoop {
  private static final int BACKLOG = 1024;
  private static final int READ_BYTES = 256 * 1024;

  private final Map<Integer, List<SocketChannel>> rooms = new HashMap<>();
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(READ_BYTES);

  private SendLoop() {}

  /**
   * Listens on the loopback interface until the process is killed. The only argument is the port.
   */
  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    try (Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
      SendLoop loop = new SendLoop();
      while (true) {
        selector.select(key -> loop.ready(selector, key));
      }
    }
  }

  private void ready(Selector selector, SelectionKey key) {
    try {
      if (key.channel() instanceof ServerSocketChannel server) {
        accept(selector, server);
      } else {
        read(key, (SocketChannel) key.channel());
      }
    } catch (IOException e) {
      throw new IllegalStateException("the loop does not handle failures", e);
    }
  }

  private static void accept(Selector selector, ServerSocketChannel server) throws IOException {
    for (SocketChannel member = server.accept(); member != null; member = server.accept()) {
      member.configureBlocking(false);
      member.setOption(StandardSocketOptions.TCP_NODELAY, true);
      member.register(selector, SelectionKey.OP_READ);
    }
  }

  private void read(SelectionKey key, SocketChannel from) throws IOException {
    bytes.clear();
    if (from.read(bytes) < 0) {
      from.close();
      return;
    }
    bytes.flip();
    if (key.attachment() instanceof List<?> room) {
      sendToAll(room);
    } else {
      enter(key, from);
    }
  }

  /**
   * Reads a member's first bytes, which are the number of its room, and answers with a text of
   * length 0.
   */
  private void enter(SelectionKey key, SocketChannel member) throws IOException {
    List<SocketChannel> room = rooms.computeIfAbsent(bytes.getInt(), none -> new ArrayList<>());
    room.add(member);
    key.attach(room);
    member.write(ByteBuffer.wrap(new byte[SendLoopMember.LENGTH_BYTES]));
  }

  private void sendToAll(List<?> room) throws IOException {
    for (Object member : room) {
      ((SocketChannel) member).write(bytes);
      if (bytes.hasRemaining()) {
        throw new IllegalStateException("a reader is too slow for the bare loop");
      }
      bytes.rewind();
    }
  }
}
