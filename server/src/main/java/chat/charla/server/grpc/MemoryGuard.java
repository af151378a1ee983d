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
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Bounds the memory that peers can make the server hold, by a {@link MemoryBudget}: it has a {@link
 * HeldConnection} for each connection, and a {@link HeldCall} for each call.
 */
final class MemoryGuard {
  private static final ServerStreamTracer NOT_COUNTED = new ServerStreamTracer() {};

  private final MemoryBudget budget;
  private final ClientAddresses clients;
  private final MemoryLog log;
  private final int maxCalls;
  private final Duration timeout;
  private final ThreadLocal<HeldConnection> reading = new ThreadLocal<>();

  /**
   * A guard.
   *
   * @param maxCalls how many calls a connection may have at once
   * @param timeout how long a request or an answer may make no progress
   */
  MemoryGuard(MemoryBudget budget, ClientAddresses clients, int maxCalls, Duration timeout) {
    this.budget = budget;
    this.clients = clients;
    this.log = new MemoryLog(budget.server());
    this.maxCalls = maxCalls;
    this.timeout = timeout;
  }

  /** Has the server's calls pass here, before interceptors that were added earlier. */
  NettyServerBuilder guard(NettyServerBuilder server) {
    return server
        .addTransportFilter(new Connections())
        .addStreamTracerFactory(new Tracers())
        .intercept(new Ends());
  }

  private final class Connections extends ServerTransportFilter {
    @Override
    public Attributes transportReady(Attributes attributes) {
      Connection connection = attributes.get(Connection.KEY);
      if (connection != null) {
        HeldConnection.listen(connection, clients, reading, budget, log, maxCalls, timeout);
      }
      return attributes;
    }
  }

  private final class Tracers extends ServerStreamTracer.Factory {
    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
      HeldConnection connection = reading.get();
      HeldCall call = connection == null ? null : connection.begin(headers);
      return call == null ? NOT_COUNTED : call;
    }
  }

  /** Notes when the server has said its last: it closes the call, or fails, and gRPC closes it. */
  private static final class Ends implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      HeldCall held = HeldCall.current();
      if (held == null) {
        return next.startCall(call, headers);
      }
      ServerCall<Q, A> noted =
          new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
              held.ended(System.nanoTime());
              super.close(status, trailers);
            }
          };
      return new NotedListener<>(orEnded(held, () -> next.startCall(noted, headers)), held);
    }

    private static <T> T orEnded(HeldCall held, Supplier<T> step) {
      boolean done = false;
      try {
        T result = step.get();
        done = true;
        return result;
      } finally {
        if (!done) {
          held.ended(System.nanoTime());
        }
      }
    }

    private static final class NotedListener<Q> extends SimpleForwardingServerCallListener<Q> {
      private final HeldCall held;

      NotedListener(ServerCall.Listener<Q> listener, HeldCall held) {
        super(listener);
        this.held = held;
      }

      @Override
      public void onMessage(Q message) {
        noted(() -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        noted(super::onHalfClose);
      }

      @Override
      public void onReady() {
        noted(super::onReady);
      }

      private void noted(Runnable step) {
        var unused =
            orEnded(
                held,
                () -> {
                  step.run();
                  return true;
                });
      }
    }
  }
}
