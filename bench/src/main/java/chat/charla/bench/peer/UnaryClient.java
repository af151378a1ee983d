package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.http2.GrpcConnection;
import chat.charla.bench.http2.GrpcHandler;
import chat.charla.bench.loop.Loop;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes unary calls of any service on its own connection. A refusal fails the run. Only the loop's
 * thread may use it.
 */
public final class UnaryClient {
  private final GrpcConnection connection;
  private boolean closed;

  /** Starts to connect. */
  public UnaryClient(Loop loop, ContractPeer server) {
    this.connection = server.connect(loop, this::lost);
  }

  /**
   * Makes a call.
   *
   * @param method service and method, such as {@code charla.v1.ChatService/Join}
   * @param token the session's token; empty for none
   */
  public <T> void call(
      String method, String token, MessageLite request, Parser<T> parser, Consumer<T> answer) {
    int stream = connection.call("/" + method, token, new Handler<>(method, parser, answer));
    connection.send(stream, request.toByteArray(), true);
  }

  /** Drops the connection. */
  public void close() {
    closed = true;
    connection.close();
  }

  private void lost(String reason) {
    if (!closed) {
      throw new BenchFailure("a client has lost its connection: " + reason);
    }
  }

  private static final class Handler<T> implements GrpcHandler {
    private final String method;
    private final Parser<T> parser;
    private final Consumer<T> answer;
    private @Nullable T response;

    Handler(String method, Parser<T> parser, Consumer<T> answer) {
      this.method = method;
      this.parser = parser;
      this.answer = answer;
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
      try {
        response = parser.parseFrom(ByteBuffer.wrap(bytes, from, to - from));
      } catch (InvalidProtocolBufferException e) {
        throw new BenchFailure("unreadable answer to " + method, e);
      }
    }

    @Override
    public void ended() {
      T done = response;
      if (done == null) {
        throw new BenchFailure("the server refuses " + method);
      }
      answer.accept(done);
    }
  }
}
