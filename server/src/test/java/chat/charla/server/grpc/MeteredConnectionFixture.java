package chat.charla.server.grpc;

import chat.charla.server.memory.MemoryBudget;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerStreamTracer;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2EventAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A connection with one call, over gRPC's HTTP/2 classes without a socket. */
abstract class MeteredConnectionFixture {
  final GrpcListener grpc = new GrpcListener();
  final EmbeddedChannel channel = new EmbeddedChannel();
  final MemoryBudget budget = new MemoryBudget(64 << 20);
  final Http2ConnectionHandler http2 = DefectiveHandler.create(grpc);
  private final MemoryGuard guard =
      new MemoryGuard(budget, ClientAddresses.WITHOUT_PROXIES, 100, Duration.ZERO, Duration.ZERO);
  private @Nullable MeteredConnection connection;

  @BeforeEach
  final void beginACall() throws Http2Exception {
    channel.freezeTime();
    channel.pipeline().addLast(http2);
    connection = guard.attach(new Connection(channel));
    readHeaders(1);
  }

  @AfterEach
  final void close() {
    channel.close();
  }

  /** Lets the server read the headers of another call. */
  final void readHeaders(int stream) throws Http2Exception {
    http2.connection().remote().createStream(stream, false);
    http2
        .decoder()
        .frameListener()
        .onHeadersRead(
            channel.pipeline().context(http2),
            stream,
            new DefaultHttp2Headers(),
            0,
            (short) 16,
            false,
            0,
            false);
  }

  /** Lets a second pass, after which the server checks the connection. */
  final void advance() {
    channel.advanceTimeBy(1, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  final MeteredConnection connection() {
    return Objects.requireNonNull(connection);
  }

  /** The call, as a Converse stream. */
  final MeteredCall stream() {
    MeteredCall call = grpc.call();
    call.serverCallStarted(new ConverseInfo());
    return call;
  }

  /** Begins the call in the guard when its headers arrive, as gRPC does. */
  final class GrpcListener extends Http2EventAdapter {
    private @Nullable MeteredCall call;

    MeteredCall call() {
      return Objects.requireNonNull(call);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext context,
        int stream,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean last) {
      call = guard.begin(new Metadata());
    }
  }

  static final class ConverseInfo
      extends ServerStreamTracer.ServerCallInfo<ConverseRequest, ConverseResponse> {
    @Override
    public MethodDescriptor<ConverseRequest, ConverseResponse> getMethodDescriptor() {
      return ChatServiceGrpc.getConverseMethod();
    }

    @Override
    public Attributes getAttributes() {
      return Attributes.EMPTY;
    }

    @Override
    public @Nullable String getAuthority() {
      return null;
    }
  }
}
