package chat.charla.bench.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection of the loop. Written data is sent at the end of the loop's iteration, or by
 * {@link #flush}.
 */
public final class Connection {
  private static final byte[] NOTHING = {};

  private final Consumer<Connection> unwritten;
  private final Protocol protocol;
  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;

  /**
   * Received bytes that the protocol has not consumed yet. The array is used again for later bytes,
   * so that the garbage collector has little to do.
   */
  private byte[] rest = NOTHING;

  private int restLength;
  private byte[] out = NOTHING;
  private int outLength;

  /** Whether {@link #unwritten} has been called since the last {@link #flush}. */
  private boolean listed;

  private boolean connected;

  /**
   * Creates a connection that does nothing before {@link #connect}.
   *
   * @param unwritten is called when there is queued data; the callee must later call {@link #flush}
   */
  Connection(Consumer<Connection> unwritten, Protocol protocol) {
    this.unwritten = unwritten;
    this.protocol = protocol;
  }

  void connect(Selector selector, InetSocketAddress address) {
    try {
      SocketChannel opened = SocketChannel.open();
      channel = opened;
      opened.configureBlocking(false);
      opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
      boolean done = opened.connect(address);
      key = opened.register(selector, done ? 0 : SelectionKey.OP_CONNECT, this);
      if (done) {
        established();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot connect to " + address, e);
    }
  }

  /** Queues bytes; they are copied. */
  public void write(byte[] bytes, int from, int to) {
    int length = to - from;
    if (outLength + length > out.length) {
      out = Arrays.copyOf(out, Math.max(outLength + length, Math.max(64, 2 * out.length)));
    }
    System.arraycopy(bytes, from, out, outLength, length);
    outLength += length;
    if (!listed && connected) {
      listed = true;
      unwritten.accept(this);
    }
  }

  /** Queues bytes; they are copied. */
  public void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  /** Closes the connection from this side, without notifying the protocol. */
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void ready(SelectionKey readyKey, ByteBuffer direct, byte[] bytes) {
    try {
      if (readyKey.isConnectable()) {
        if (channel != null && channel.finishConnect()) {
          established();
        }
        return;
      }
      if (readyKey.isWritable()) {
        flush();
      }
      if (readyKey.isValid() && readyKey.isReadable()) {
        read(direct, bytes);
      }
    } catch (IOException e) {
      lost(String.valueOf(e.getMessage()));
    }
  }

  private void established() {
    connected = true;
    if (key != null) {
      key.interestOps(SelectionKey.OP_READ);
    }
    if (outLength > 0) {
      listed = true;
      unwritten.accept(this);
    }
  }

  private void read(ByteBuffer direct, byte[] bytes) throws IOException {
    SocketChannel open = channel;
    if (open == null) {
      return;
    }
    direct.clear();
    int count = open.read(direct);
    if (count < 0) {
      lost("closed by the server");
      return;
    }
    System.arraycopy(rest, 0, bytes, 0, restLength);
    direct.flip().get(bytes, restLength, count);
    int end = restLength + count;
    int consumed = protocol.received(bytes, 0, end);
    restLength = end - consumed;
    if (restLength > rest.length) {
      rest = new byte[restLength];
    }
    System.arraycopy(bytes, consumed, rest, 0, restLength);
  }

  /**
   * Writes as many queued bytes as the socket accepts now. The loop writes the rest when the socket
   * is writable.
   */
  public void flush() {
    listed = false;
    SocketChannel open = channel;
    if (open == null || !open.isOpen() || outLength == 0) {
      return;
    }
    try {
      ByteBuffer pending = ByteBuffer.wrap(out, 0, outLength);
      open.write(pending);
      int left = pending.remaining();
      System.arraycopy(out, outLength - left, out, 0, left);
      outLength = left;
      if (left == 0 && out.length > 4096) {
        out = NOTHING;
      }
      if (key != null) {
        int wanted = left > 0 ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (key.interestOps() != wanted) {
          key.interestOps(wanted);
        }
      }
    } catch (IOException e) {
      lost(String.valueOf(e.getMessage()));
    }
  }

  private void lost(String reason) {
    close();
    protocol.closed(reason);
  }
}
