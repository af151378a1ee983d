package chat.charla.bench.http2;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.loop.Connection;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.loop.Protocol;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One HTTP/2 connection for a few gRPC calls. Only the loop's thread may use it. */
public final class GrpcConnection implements Protocol {
  private final Connection connection;
  private final FlowControl flowControl;
  private final Consumer<String> onLost;
  private final Map<Integer, Call> calls = new HashMap<>(4);

  /** The call of the latest frame: the next frame nearly always belongs to the same call. */
  private @Nullable Call latest;

  private int nextStream = 1;

  /** How many bytes may still be sent on this connection. */
  private long sendWindow = Frames.DEFAULT_WINDOW;

  /** How many bytes may be sent on a new stream before the server enlarges its window. */
  private long initialStreamWindow = Frames.DEFAULT_WINDOW;

  /**
   * Starts to connect.
   *
   * @param profile what the connection writes when data arrives
   * @param onLost called with the reason when the connection is lost or the server closes it
   */
  public GrpcConnection(
      Loop loop, InetSocketAddress address, ClientProfile profile, Consumer<String> onLost) {
    this.onLost = onLost;
    this.connection = loop.connect(address, this);
    this.flowControl = new FlowControl(profile, loop, connection::write);
    connection.write(Frames.greeting(profile.window()));
  }

  /**
   * Starts a call.
   *
   * @param token the bearer token; empty for a call without a token
   * @return the stream id, which identifies the call in {@link #send}
   */
  public int call(String path, String token, GrpcHandler handler) {
    int stream = nextStream;
    nextStream += 2;
    Call call = new Call(stream, handler);
    calls.put(stream, call);
    byte[] block = RequestHeaders.of(path, token);
    write(Frames.frame(Frames.HEADERS, Frames.END_HEADERS, stream, block));
    return stream;
  }

  /**
   * Sends a message.
   *
   * @param last whether this is the last message of the client in this call
   * @throws BenchFailure if the server's flow control window is full. A measurement that waits for
   *     the server would be wrong
   */
  public void send(int stream, byte[] message, boolean last) {
    Call call = calls.get(stream);
    if (call == null) {
      throw new BenchFailure("the call has ended");
    }
    int length = Frames.MESSAGE_PREFIX_LENGTH + message.length;
    sendWindow -= length;
    call.sent += length;
    if (sendWindow < 0 || initialStreamWindow + call.granted - call.sent < 0) {
      throw new BenchFailure("the server's window has no room for the message");
    }
    write(Frames.message(stream, message, last));
  }

  /** Writes queued data at once, instead of at the end of the loop's iteration. */
  public void flush() {
    connection.flush();
  }

  /** Closes the connection from this side. */
  public void close() {
    connection.close();
  }

  @Override
  public void closed(String reason) {
    onLost.accept(reason);
  }

  @Override
  public int received(byte[] bytes, int from, int to) {
    int at = from;
    while (to - at >= Frames.HEADER_LENGTH) {
      int payload = at + Frames.HEADER_LENGTH;
      int end = payload + Frames.length(bytes, at);
      if (end > to) {
        break;
      }
      if (Frames.type(bytes, at) == Frames.DATA) {
        receiveData(bytes, at, payload, end);
      } else {
        receiveOther(bytes, at, payload, end);
      }
      at = end;
    }
    return at;
  }

  private void receiveData(byte[] bytes, int header, int payload, int end) {
    int flags = Frames.flags(bytes, header);
    if ((flags & Frames.PADDED) != 0) {
      throw new BenchFailure("a padded frame");
    }
    Call call = callOf(Frames.stream(bytes, header));
    if (call == null) {
      return;
    }
    flowControl.received(call.window, end - payload);
    call.messages.data(bytes, payload, end, call.handler);
    if ((flags & Frames.END_STREAM) != 0) {
      end(call);
    }
  }

  /** Handles a frame that is not DATA. */
  private void receiveOther(byte[] bytes, int header, int payload, int end) {
    int flags = Frames.flags(bytes, header);
    int stream = Frames.stream(bytes, header);
    switch (Frames.type(bytes, header)) {
      case Frames.HEADERS -> {
        Call call = callOf(stream);
        if (call != null && (flags & Frames.END_STREAM) != 0) {
          end(call);
        }
      }
      case Frames.RST_STREAM -> {
        Call call = callOf(stream);
        if (call != null) {
          end(call);
        }
      }
      case Frames.SETTINGS -> {
        if ((flags & Frames.ACK) == 0) {
          applySettings(bytes, payload, end);
          write(Frames.frame(Frames.SETTINGS, Frames.ACK, 0, new byte[0]));
        }
      }
      case Frames.PING -> {
        if ((flags & Frames.ACK) == 0) {
          byte[] answer = new byte[end - payload];
          System.arraycopy(bytes, payload, answer, 0, answer.length);
          write(Frames.frame(Frames.PING, Frames.ACK, 0, answer));
        } else {
          flowControl.acknowledged();
        }
      }
      case Frames.WINDOW_UPDATE -> {
        int increment = Frames.intAt(bytes, payload);
        Call call = stream == 0 ? null : callOf(stream);
        if (stream == 0) {
          sendWindow += increment;
        } else if (call != null) {
          call.granted += increment;
        }
      }
      // The error code follows the number of the last stream, which has four bytes.
      case Frames.GOAWAY -> onLost.accept("GOAWAY, error " + Frames.intAt(bytes, payload + 4));
      default -> {
        // A load generator ignores all other frames.
      }
    }
  }

  private void applySettings(byte[] bytes, int payload, int end) {
    // A setting has an identifier of two bytes and a value of four.
    for (int at = payload; at < end; at += 6) {
      if (Frames.shortAt(bytes, at) == Frames.SETTINGS_INITIAL_WINDOW_SIZE) {
        initialStreamWindow = Frames.intAt(bytes, at + 2);
      }
    }
  }

  private @Nullable Call callOf(int stream) {
    Call call = latest;
    if (call == null || call.stream != stream) {
      call = calls.get(stream);
      latest = call;
    }
    return call;
  }

  private void write(byte[] frame) {
    flowControl.writing();
    connection.write(frame);
  }

  private void end(Call call) {
    flowControl.ended(call.window);
    calls.remove(call.stream);
    latest = null;
    if (call.messages.incomplete()) {
      throw new BenchFailure("the call has ended inside a message");
    }
    call.handler.ended();
  }

  /** The state of an open call. */
  private static final class Call {
    final int stream;
    final GrpcHandler handler;
    final GrpcMessages messages = new GrpcMessages();
    final FlowControl.Window window;

    /** How many bytes the client has sent in this call. */
    long sent;

    /** By how many bytes the server has enlarged the stream's window. */
    long granted;

    Call(int stream, GrpcHandler handler) {
      this.stream = stream;
      this.handler = handler;
      this.window = new FlowControl.Window(stream);
    }
  }
}
