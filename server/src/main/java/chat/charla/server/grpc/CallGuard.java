package chat.charla.server.grpc;

import chat.charla.server.limit.AddressCounts;
import chat.charla.server.limit.Origin;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateLimiter;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.refusal.RefusalCounts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the calls of each client where proxies are trusted. A proxy forwards calls of several
 * clients on one connection, or opens a connection for each call. So the limits of a connection do
 * not limit each client, and one client could use up a limit that all clients of the proxy share.
 *
 * <p>If the proxy opens a connection for each call, the calls of one client could take all
 * connections. So when nine tenths of the allowed connections are open and a client has more than
 * its share of them, the server refuses a further call of this client if no other call uses the
 * call's connection ({@link Connection#beginCall}).
 *
 * <p>Many users may share an address behind a proxy. So each address may have as many concurrent
 * calls, and may cancel as many calls in a period, as {@value #CONNECTIONS} connections together.
 * If an address cancels more, the server refuses its calls. If a peer that is not a proxy cancels
 * more calls on a connection than allowed, the server closes the connection. gRPC's own limit on
 * cancelled calls does not distinguish clients and would close the proxy's connection, so that
 * limit must be off. Thread-safe.
 */
final class CallGuard implements ServerInterceptor {
  /**
   * An address behind a proxy has the limits of this many connections together: enough for 200
   * users with two streams each.
   */
  static final int CONNECTIONS = 8;

  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);
  private static final String LIMIT = "calls";
  private static final String SCOPE = "address";

  private final ClientAddresses clients;
  private final Rate maxCancelled;
  private final LongSupplier nanoTime;
  private final RefusalCounts refusals;
  private final AddressCounts calls;

  /** Guarded by itself. */
  private final RateLimiter cancellations;

  /**
   * Creates a guard without calls.
   *
   * @param maxCalls maximum number of concurrent calls on a connection
   * @param maxCancelled how many calls may be cancelled on a connection in a period
   * @param refusals counts the refused calls
   */
  CallGuard(
      ClientAddresses clients,
      int maxCalls,
      Rate maxCancelled,
      LongSupplier nanoTime,
      RefusalCounts refusals) {
    this.clients = clients;
    this.maxCancelled = maxCancelled;
    this.nanoTime = nanoTime;
    this.refusals = refusals;
    this.calls =
        new AddressCounts((int) Math.min((long) CONNECTIONS * maxCalls, Integer.MAX_VALUE));
    this.cancellations =
        new RateLimiter(
            new RateSettings(
                Map.of(),
                Map.of(Quota.CANCELLATIONS, maxCancelled.times(CONNECTIONS)),
                0,
                Duration.ZERO));
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Connection connection = call.getAttributes().get(Connection.KEY);
    Optional<Origin> client = clients.forwardedOrigin(call.getAttributes(), headers);
    if (client.isEmpty() || connection == null) {
      ServerCall.Listener<Q> listener = next.startCall(call, headers);
      return connection == null || clients.isTrustedProxy(connection.peer())
          ? listener
          : countingCancellation(listener, connection);
    }
    Optional<Refusal> refusal = begin(client.get(), connection);
    if (refusal.isPresent()) {
      ReadableRequests.refuse(call, refusal.get(), refusals);
      return new ServerCall.Listener<>() {};
    }
    boolean started = false;
    try {
      ServerCall.Listener<Q> listener =
          endingCounts(next.startCall(call, headers), client.get(), connection);
      started = true;
      return listener;
    } finally {
      if (!started) {
        end(client.get(), connection);
      }
    }
  }

  private Optional<Refusal> begin(Origin client, Connection connection) {
    Duration wait;
    synchronized (cancellations) {
      wait = cancellations.refusal(Quota.CANCELLATIONS, client, nanoTime.getAsLong());
    }
    if (!wait.isZero()) {
      return Optional.of(Refusal.rateLimited(LIMIT, SCOPE, wait));
    }
    if (calls.add(client).isPresent()) {
      return Optional.of(Refusal.rateLimited(LIMIT, SCOPE, RETRY_DELAY));
    }
    if (!connection.beginCall(client)) {
      calls.remove(client);
      return Optional.of(Refusal.rateLimited(LIMIT, SCOPE, RETRY_DELAY));
    }
    return Optional.empty();
  }

  private void end(Origin client, Connection connection) {
    calls.remove(client);
    connection.endCall(client);
  }

  private <Q> ServerCall.Listener<Q> countingCancellation(
      ServerCall.Listener<Q> listener, Connection connection) {
    MeteredCall metered = MeteredCall.current();
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onCancel() {
        super.onCancel();
        if (isCancelledByPeer(metered)
            && connection.countCancelledCall(maxCancelled, nanoTime.getAsLong())) {
          connection.reset();
        }
      }
    };
  }

  private <Q> ServerCall.Listener<Q> endingCounts(
      ServerCall.Listener<Q> listener, Origin client, Connection connection) {
    MeteredCall metered = MeteredCall.current();
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onCancel() {
        end(client, connection);
        if (isCancelledByPeer(metered)) {
          synchronized (cancellations) {
            cancellations.use(Quota.CANCELLATIONS, null, client, nanoTime.getAsLong());
          }
        }
        super.onCancel();
      }

      @Override
      public void onComplete() {
        end(client, connection);
        super.onComplete();
      }
    };
  }

  /** Whether the peer, rather than the server, has cancelled the call. */
  private static boolean isCancelledByPeer(@Nullable MeteredCall metered) {
    return metered == null || !metered.isAborted();
  }
}
