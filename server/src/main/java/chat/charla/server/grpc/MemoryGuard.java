package chat.charla.server.grpc;

import chat.charla.server.memory.MemoryBudget;
import io.grpc.Attributes;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelPipeline;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the memory that the server uses for its peers, by a {@link MemoryBudget}. This class
 * attaches a {@link MeteredConnection} to each connection, and a {@link MeteredCall} to each call.
 */
final class MemoryGuard {
  private static final ServerStreamTracer NOT_COUNTED = new ServerStreamTracer() {};

  private final MemoryBudget budget;
  private final ClientAddresses clients;
  private final MemoryLog log;
  private final int maxCalls;
  private final Duration timeout;
  private final Duration pingPeriod;

  /** The listener of the frame that the current event loop is processing. */
  private final ThreadLocal<MeteredFrames> frames = new ThreadLocal<>();

  /**
   * Creates a guard.
   *
   * @param maxCalls maximum number of concurrent calls on a connection
   * @param timeout how long a request or an answer may make no progress
   * @param pingPeriod see {@link PingPacer}
   */
  MemoryGuard(
      MemoryBudget budget,
      ClientAddresses clients,
      int maxCalls,
      Duration timeout,
      Duration pingPeriod) {
    this.budget = budget;
    this.clients = clients;
    this.log = new MemoryLog(budget.server());
    this.maxCalls = maxCalls;
    this.timeout = timeout;
    this.pingPeriod = pingPeriod;
  }

  /** The number of calls that the server has aborted since the start to free memory. */
  long abortedCalls() {
    return log.abortedCalls();
  }

  /**
   * Installs this guard in a server. The guard's interceptor runs before the interceptors that were
   * added earlier.
   */
  NettyServerBuilder guard(NettyServerBuilder server) {
    return server
        .addTransportFilter(new Connections())
        .addStreamTracerFactory(new Tracers())
        .intercept(new EndObserver());
  }

  /**
   * Attaches this guard to a connection whose HTTP/2 handshake is complete. Runs on the
   * connection's event loop.
   */
  MeteredConnection attach(Connection connection) {
    ChannelPipeline pipeline = connection.channel().pipeline();
    Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
    // Apply the limit now; Netty itself applies it only when the peer has acknowledged the
    // settings.
    http2.connection().remote().maxActiveStreams(maxCalls);
    ConnectionTasks tasks = new ConnectionTasks(connection);
    MeteredConnection metered =
        new MeteredConnection(connection, tasks, clients, budget, log, timeout);
    AnsweredHttp2Streams answered =
        new AnsweredHttp2Streams(http2, pipeline.context(http2), tasks, metered);
    ConnectionReads reads = new ConnectionReads(connection, tasks, metered, timeout);
    PingPacer pings =
        new PingPacer(http2, pipeline, tasks, metered::sentBytes, System::nanoTime, pingPeriod);
    http2.connection().addListener(answered);
    http2
        .decoder()
        .frameListener(
            new MeteredFrames(connection, http2, metered, answered, reads, pings, frames));
    pipeline.addFirst(reads);
    connection.channel().closeFuture().addListener(closed -> metered.closeCalls());
    return metered;
  }

  /**
   * Creates the state of the call whose headers gRPC is processing on this event loop; null if
   * there is none.
   */
  @Nullable MeteredCall begin(Metadata headers) {
    MeteredFrames current = frames.get();
    return current == null ? null : current.begin(headers);
  }

  private final class Connections extends ServerTransportFilter {
    @Override
    public Attributes transportReady(Attributes attributes) {
      Connection connection = attributes.get(Connection.KEY);
      if (connection != null) {
        var unused = attach(connection);
      }
      return attributes;
    }
  }

  private final class Tracers extends ServerStreamTracer.Factory {
    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
      MeteredCall call = begin(headers);
      return call == null ? NOT_COUNTED : call;
    }
  }

  /**
   * Records the time when the server ends a call: when the service closes the call, or when a
   * callback fails and gRPC closes the call.
   */
  private static final class EndObserver implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      MeteredCall metered = MeteredCall.current();
      if (metered == null) {
        return next.startCall(call, headers);
      }
      ServerCall<Q, A> observed =
          new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
              metered.ended(System.nanoTime());
              super.close(status, trailers);
            }
          };
      return new ObservedListener<>(
          recordingFailure(metered, () -> next.startCall(observed, headers)), metered);
    }

    private static <T> T recordingFailure(MeteredCall metered, Supplier<T> step) {
      boolean done = false;
      try {
        T result = step.get();
        done = true;
        return result;
      } finally {
        if (!done) {
          metered.ended(System.nanoTime());
        }
      }
    }

    private static final class ObservedListener<Q> extends SimpleForwardingServerCallListener<Q> {
      private final MeteredCall metered;

      ObservedListener(ServerCall.Listener<Q> listener, MeteredCall metered) {
        super(listener);
        this.metered = metered;
      }

      @Override
      public void onMessage(Q message) {
        observed(() -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        observed(super::onHalfClose);
      }

      @Override
      public void onReady() {
        observed(super::onReady);
      }

      private void observed(Runnable step) {
        var unused =
            recordingFailure(
                metered,
                () -> {
                  step.run();
                  return true;
                });
      }
    }
  }
}
