package chat.charla.server.grpc;

import chat.charla.server.limit.AddressCounts;
import chat.charla.server.limit.Origin;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateLimiter;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.room.Rejection;
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
 * Bounds the calls of each client where proxies are trusted. A proxy that passes on calls has calls
 * of several clients on one connection, or a connection for each call, so the limits of a
 * connection bound no client, and one client could take them all.
 *
 * <p>Each address behind such a proxy may have as many calls at once as {@value #CONNECTIONS}
 * connections may, and may take back as many in a time: there may be many people. It is refused if
 * it takes back more. The connection of any peer but a proxy is closed then; gRPC's own limit for
 * that does not know whose calls they are, and would close the proxy's, so it must be off.
 * Thread-safe.
 */
final class CallGuard implements ServerInterceptor {
  /** As so many connections counts an address: an office of 200 may have two streams each. */
  static final int CONNECTIONS = 8;

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final String LIMIT = "calls";
  private static final String SCOPE = "address";

  private final ClientAddresses clients;
  private final Rate maxTakenBack;
  private final LongSupplier nanoTime;
  private final AddressCounts calls;

  /** Guarded by itself. */
  private final RateLimiter takenBack;

  /**
   * No calls yet.
   *
   * @param maxCalls how many calls a connection may have at once
   * @param maxTakenBack how many calls a connection may take back in a time
   */
  CallGuard(ClientAddresses clients, int maxCalls, Rate maxTakenBack, LongSupplier nanoTime) {
    this.clients = clients;
    this.maxTakenBack = maxTakenBack;
    this.nanoTime = nanoTime;
    this.calls =
        new AddressCounts((int) Math.min((long) CONNECTIONS * maxCalls, Integer.MAX_VALUE));
    this.takenBack =
        new RateLimiter(
            new RateSettings(
                Map.of(),
                Map.of(Quota.CANCELLATIONS, maxTakenBack.times(CONNECTIONS)),
                0,
                Duration.ZERO));
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Optional<Origin> client = clients.forwardedOrigin(call.getAttributes(), headers);
    if (client.isEmpty()) {
      Connection connection = call.getAttributes().get(Connection.KEY);
      ServerCall.Listener<Q> listener = next.startCall(call, headers);
      return connection == null || clients.isTrustedProxy(connection.peer())
          ? listener
          : watched(listener, connection);
    }
    Optional<Rejection> refusal = begin(client.get());
    if (refusal.isPresent()) {
      ReadableRequests.refuse(call, refusal.get());
      return new ServerCall.Listener<>() {};
    }
    boolean started = false;
    try {
      ServerCall.Listener<Q> listener = ended(next.startCall(call, headers), client.get());
      started = true;
      return listener;
    } finally {
      if (!started) {
        calls.remove(client.get());
      }
    }
  }

  private Optional<Rejection> begin(Origin client) {
    Duration wait;
    synchronized (takenBack) {
      wait = takenBack.refusal(Quota.CANCELLATIONS, client, nanoTime.getAsLong());
    }
    if (!wait.isZero()) {
      return Optional.of(Rejection.rateLimited(LIMIT, SCOPE, wait));
    }
    return calls.add(client).map(full -> Rejection.rateLimited(LIMIT, SCOPE, RETRY));
  }

  private <Q> ServerCall.Listener<Q> watched(
      ServerCall.Listener<Q> listener, Connection connection) {
    HeldCall held = HeldCall.current();
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onCancel() {
        super.onCancel();
        if (isTakenBack(held) && connection.callTakenBack(maxTakenBack, nanoTime.getAsLong())) {
          connection.reset();
        }
      }
    };
  }

  private <Q> ServerCall.Listener<Q> ended(ServerCall.Listener<Q> listener, Origin client) {
    HeldCall held = HeldCall.current();
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onCancel() {
        calls.remove(client);
        if (isTakenBack(held)) {
          synchronized (takenBack) {
            takenBack.use(Quota.CANCELLATIONS, null, client, nanoTime.getAsLong());
          }
        }
        super.onCancel();
      }

      @Override
      public void onComplete() {
        calls.remove(client);
        super.onComplete();
      }
    };
  }

  /** Whether a call that is cancelled was so by the peer, and not by the server. */
  private static boolean isTakenBack(@Nullable HeldCall held) {
    return held == null || !held.isGivenUp();
  }
}
