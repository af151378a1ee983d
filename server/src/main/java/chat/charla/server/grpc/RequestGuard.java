package chat.charla.server.grpc;

import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.limit.AddressCounts;
import chat.charla.server.limit.Origin;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.refusal.RefusalCounts;
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
 * Limits the requests of which only a part has arrived: a connection may have a few of these, each
 * for a short time. The server checks the caller's session only when a request is complete. So
 * without this limit any client could make the server hold partial requests for all calls of a
 * connection. A call that sends several requests, such as a call of reflection, counts until the
 * call ends, since the next request may begin at any time. Such a call has no timeout. The calls
 * that a proxy forwards count by client address instead, with the limit of {@value
 * CallGuard#CONNECTIONS} connections.
 *
 * <p>A Converse stream does not count: the server reads nothing from the stream before it has
 * checked the stream's token.
 */
final class RequestGuard extends ServerTransportFilter implements ServerInterceptor {
  /** How many requests of one connection may be incomplete for longer than {@link #GRACE}. */
  static final int MAX_INCOMPLETE = 8;

  /**
   * More incomplete requests are allowed for this time, because a busy client sends the headers of
   * many calls before their bodies.
   */
  private static final Duration GRACE = Duration.ofMillis(100);

  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);
  private static final Attributes.Key<IncompleteRequests> CONNECTION =
      Attributes.Key.create("incomplete requests");

  private final ClientAddresses clients;
  private final AddressCounts forwarded = new AddressCounts(CallGuard.CONNECTIONS * MAX_INCOMPLETE);
  private final Supplier<? extends ScheduledExecutorService> currentLoop;
  private final Duration timeout;
  private final RefusalCounts refusals;

  /** The incomplete requests that count towards one limit. */
  private interface IncompleteRequests {
    void add();

    void remove();

    boolean isTooMany();
  }

  /** The incomplete requests of one connection. Owned by its event loop. */
  private static final class OfConnection implements IncompleteRequests {
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

  /** The incomplete requests that proxies forward for one address. Thread-safe. */
  private record OfAddress(AddressCounts counts, Origin origin) implements IncompleteRequests {
    @Override
    public void add() {
      counts.addBeyondLimit(origin);
    }

    @Override
    public void remove() {
      counts.remove(origin);
    }

    @Override
    public boolean isTooMany() {
      return counts.isOverLimit(origin);
    }
  }

  /**
   * Creates a guard.
   *
   * @param clients determines the client's address of each call
   * @param currentLoop returns the event loop of the current thread
   * @param refusals counts the refused calls
   */
  RequestGuard(
      ClientAddresses clients,
      Supplier<? extends ScheduledExecutorService> currentLoop,
      Duration timeout,
      RefusalCounts refusals) {
    this.clients = clients;
    this.currentLoop = currentLoop;
    this.timeout = timeout;
    this.refusals = refusals;
  }

  @Override
  public Attributes transportReady(Attributes attributes) {
    return attributes.toBuilder().set(CONNECTION, new OfConnection()).build();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    IncompleteRequests connection = call.getAttributes().get(CONNECTION);
    String method = call.getMethodDescriptor().getFullMethodName();
    if (connection == null
        || method.equals(ChatServiceGrpc.getConverseMethod().getFullMethodName())) {
      return next.startCall(call, headers);
    }
    Optional<Origin> client = clients.forwardedOrigin(call.getAttributes(), headers);
    IncompleteRequests incomplete =
        client
            .<IncompleteRequests>map(origin -> new OfAddress(forwarded, origin))
            .orElse(connection);
    RequestArrival arrival = new RequestArrival(incomplete);
    RefusableCall<Q, A> refusable = new RefusableCall<>(call, arrival);
    ServerCall.Listener<Q> listener = refusable.listener(next.startCall(refusable, headers));
    if (arrival.settled) {
      return listener;
    }
    if (call.getMethodDescriptor().getType().clientSendsOneMessage()) {
      arrival.timeouts.add(
          runAfter(timeout, () -> refusable.refuse(Refusal.requestIncomplete(timeout), refusals)));
    }
    if (incomplete.isTooMany()) {
      String scope = client.isPresent() ? "address" : "connection";
      arrival.timeouts.add(runAfter(GRACE, () -> refuseIfTooMany(refusable, incomplete, scope)));
    }
    return listener;
  }

  private Future<?> runAfter(Duration delay, Runnable task) {
    return currentLoop
        .get()
        .schedule(ProcessEnd.guard(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void refuseIfTooMany(
      RefusableCall<?, ?> refusable, IncompleteRequests incomplete, String scope) {
    if (incomplete.isTooMany()) {
      refusable.refuse(Refusal.rateLimited("requests", scope, RETRY_DELAY), refusals);
    }
  }

  /** The arrival of one call's request. */
  private static final class RequestArrival {
    private final IncompleteRequests incomplete;
    private final List<Future<?>> timeouts = new ArrayList<>(1);
    private boolean settled;
    private boolean refused;

    RequestArrival(IncompleteRequests incomplete) {
      this.incomplete = incomplete;
      incomplete.add();
    }

    /**
     * Called when the request has arrived, or when the call has ended or was answered without the
     * complete request.
     */
    void settle() {
      if (!settled) {
        settled = true;
        incomplete.remove();
        timeouts.forEach(timeout -> timeout.cancel(false));
      }
    }
  }

  /** A call that can be refused while its request is incomplete. */
  private static final class RefusableCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final RequestArrival arrival;

    RefusableCall(ServerCall<Q, A> call, RequestArrival arrival) {
      super(call);
      this.arrival = arrival;
    }

    @Override
    public void sendHeaders(Metadata headers) {
      if (!arrival.refused) {
        super.sendHeaders(headers);
      }
    }

    @Override
    public void sendMessage(A message) {
      if (!arrival.refused) {
        super.sendMessage(message);
      }
    }

    @Override
    public void close(Status status, Metadata trailers) {
      arrival.settle();
      if (!arrival.refused) {
        super.close(status, trailers);
      }
    }

    /**
     * Refuses the call. Data that arrives later has no effect, and an answer of the service is
     * dropped, since gRPC would log it as an error.
     */
    void refuse(Refusal refusal, RefusalCounts refusals) {
      if (!arrival.settled && !isCancelled()) {
        arrival.settle();
        arrival.refused = true;
        refusals.count(refusal);
        StatusException status = RefusalStatuses.status(refusal);
        Metadata trailers = status.getTrailers();
        super.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
      }
    }

    ServerCall.Listener<Q> listener(ServerCall.Listener<Q> listener) {
      return new SimpleForwardingServerCallListener<>(listener) {
        @Override
        public void onMessage(Q message) {
          if (!arrival.refused) {
            super.onMessage(message);
          }
        }

        @Override
        public void onHalfClose() {
          arrival.settle();
          if (!arrival.refused) {
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
