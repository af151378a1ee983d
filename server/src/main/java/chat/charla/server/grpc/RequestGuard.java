package chat.charla.server.grpc;

import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.limit.AddressCounts;
import chat.charla.server.limit.Origin;
import chat.charla.server.room.Rejection;
import chat.charla.v1.ChatServiceGrpc;
import io.grpc.Attributes;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.StatusException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Bounds what is kept of requests that have begun and have not arrived: on one connection there may
 * be a few, and each for a short time. Who sends them is known only when they are there, so without
 * this anybody could have the server keep as much as all calls of a connection may carry. Of a call
 * that sends several requests, as reflection's, a further one may have begun at any time, so it
 * counts to its end, and may last. Where a proxy passes on calls of several clients, those of each
 * address count together instead, for as much as {@value CallGuard#CONNECTIONS} connections.
 *
 * <p>A Converse stream is not counted: nothing is taken from it before its token is known.
 */
final class RequestGuard extends ServerTransportFilter implements ServerInterceptor {
  /** Requests that may be under way on one connection for longer than a moment. */
  static final int MAX_INCOMPLETE = 8;

  /** The moment: clients with much to do send the beginnings of many calls before their bodies. */
  private static final Duration GRACE = Duration.ofMillis(100);

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Attributes.Key<Unfinished> CONNECTION =
      Attributes.Key.create("unfinished requests");

  private final ClientAddresses clients;
  private final AddressCounts forwarded = new AddressCounts(CallGuard.CONNECTIONS * MAX_INCOMPLETE);
  private final Supplier<? extends ScheduledExecutorService> currentLoop;
  private final Duration timeout;

  /** Requests that are under way and count together. */
  private interface Unfinished {
    void add();

    void remove();

    boolean isTooMany();
  }

  /** Those of one connection. Owned by its event loop. */
  private static final class OfConnection implements Unfinished {
    private int count;

    @Override
    public void add() {
      count++;
    }

    @Override
    public void remove() {
      count--;
    }

    @Override
    public boolean isTooMany() {
      return count > MAX_INCOMPLETE;
    }
  }

  /** Those that proxies pass on for one address. Thread-safe. */
  private record OfAddress(AddressCounts counts, Origin origin) implements Unfinished {
    @Override
    public void add() {
      counts.addAnyway(origin);
    }

    @Override
    public void remove() {
      counts.remove(origin);
    }

    @Override
    public boolean isTooMany() {
      return counts.isExceeded(origin);
    }
  }

  /**
   * A guard.
   *
   * @param clients tells for whom proxies make calls
   * @param currentLoop tells the event loop that runs the callbacks of the present call
   */
  RequestGuard(
      ClientAddresses clients,
      Supplier<? extends ScheduledExecutorService> currentLoop,
      Duration timeout) {
    this.clients = clients;
    this.currentLoop = currentLoop;
    this.timeout = timeout;
  }

  @Override
  public Attributes transportReady(Attributes attributes) {
    return attributes.toBuilder().set(CONNECTION, new OfConnection()).build();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Unfinished connection = call.getAttributes().get(CONNECTION);
    String method = call.getMethodDescriptor().getFullMethodName();
    if (connection == null
        || method.equals(ChatServiceGrpc.getConverseMethod().getFullMethodName())) {
      return next.startCall(call, headers);
    }
    Optional<Origin> client = clients.forwardedOrigin(call.getAttributes(), headers);
    Unfinished unfinished =
        client.<Unfinished>map(origin -> new OfAddress(forwarded, origin)).orElse(connection);
    Arrival arrival = new Arrival(unfinished);
    Guarded<Q, A> guarded = new Guarded<>(call, arrival);
    ServerCall.Listener<Q> listener = guarded.listener(next.startCall(guarded, headers));
    if (arrival.settled) {
      return listener;
    }
    if (call.getMethodDescriptor().getType().clientSendsOneMessage()) {
      arrival.timeouts.add(after(timeout, () -> guarded.giveUp(notArrived())));
    }
    if (unfinished.isTooMany()) {
      String scope = client.isPresent() ? "address" : "connection";
      arrival.timeouts.add(after(GRACE, () -> giveUpIfTooMany(guarded, unfinished, scope)));
    }
    return listener;
  }

  private Future<?> after(Duration delay, Runnable task) {
    return currentLoop
        .get()
        .schedule(ProcessEnd.guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static void giveUpIfTooMany(Guarded<?, ?> guarded, Unfinished unfinished, String scope) {
    if (unfinished.isTooMany()) {
      guarded.giveUp(Errors.status(Rejection.rateLimited("requests", scope, RETRY)));
    }
  }

  private StatusException notArrived() {
    return Errors.status(Rejection.requestIncomplete(timeout));
  }

  /** One request that has begun. */
  private static final class Arrival {
    private final Unfinished unfinished;
    private final List<Future<?>> timeouts = new ArrayList<>(1);
    private boolean settled;
    private boolean givenUp;

    Arrival(Unfinished unfinished) {
      this.unfinished = unfinished;
      unfinished.add();
    }

    /** It is there, or will never be; or its call has been answered without it. */
    void settle() {
      if (!settled) {
        settled = true;
        unfinished.remove();
        timeouts.forEach(timeout -> timeout.cancel(false));
      }
    }
  }

  /** A call whose request may be given up. */
  private static final class Guarded<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final Arrival arrival;

    Guarded(ServerCall<Q, A> call, Arrival arrival) {
      super(call);
      this.arrival = arrival;
    }

    @Override
    public void sendHeaders(Metadata headers) {
      if (!arrival.givenUp) {
        super.sendHeaders(headers);
      }
    }

    @Override
    public void sendMessage(A message) {
      if (!arrival.givenUp) {
        super.sendMessage(message);
      }
    }

    @Override
    public void close(Status status, Metadata trailers) {
      arrival.settle();
      if (!arrival.givenUp) {
        super.close(status, trailers);
      }
    }

    /**
     * What arrives after this was too late, and has no effect; nor has an answer, which gRPC would
     * log as an error.
     */
    void giveUp(StatusException why) {
      if (!arrival.settled && !isCancelled()) {
        arrival.settle();
        arrival.givenUp = true;
        Metadata trailers = why.getTrailers();
        super.close(why.getStatus(), trailers == null ? new Metadata() : trailers);
      }
    }

    ServerCall.Listener<Q> listener(ServerCall.Listener<Q> listener) {
      return new SimpleForwardingServerCallListener<>(listener) {
        @Override
        public void onMessage(Q message) {
          if (!arrival.givenUp) {
            super.onMessage(message);
          }
        }

        @Override
        public void onHalfClose() {
          arrival.settle();
          if (!arrival.givenUp) {
            super.onHalfClose();
          }
        }

        @Override
        public void onCancel() {
          arrival.settle();
          super.onCancel();
        }

        @Override
        public void onComplete() {
          arrival.settle();
          super.onComplete();
        }
      };
    }
  }
}
