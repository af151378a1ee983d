package chat.charla.server.grpc;

import chat.charla.server.room.Rejection;
import chat.charla.v1.ChatServiceGrpc;
import io.grpc.Attributes;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.StatusException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what is kept of requests that have begun and have not arrived: on one connection there may
 * be a few, and each for a short time. Who sends them is known only when they are there, so without
 * this anybody could have the server keep as much as all calls of a connection may carry.
 *
 * <p>A Converse stream is not counted: nobody keeps one open without a token that is known.
 */
final class RequestGuard extends ServerTransportFilter implements ServerInterceptor {
  /** Requests that may be under way on one connection. A request usually comes in one piece. */
  static final int MAX_INCOMPLETE = 8;

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Attributes.Key<Connection> CONNECTION = Attributes.Key.create("connection");

  private final Supplier<? extends ScheduledExecutorService> currentLoop;
  private final Duration timeout;

  /** Requests that are under way on one connection. Owned by its event loop. */
  private static final class Connection {
    private int incomplete;
  }

  /**
   * A guard.
   *
   * @param currentLoop tells the event loop that runs the callbacks of the present call
   */
  RequestGuard(Supplier<? extends ScheduledExecutorService> currentLoop, Duration timeout) {
    this.currentLoop = currentLoop;
    this.timeout = timeout;
  }

  @Override
  public Attributes transportReady(Attributes attributes) {
    return attributes.toBuilder().set(CONNECTION, new Connection()).build();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Connection connection = call.getAttributes().get(CONNECTION);
    String method = call.getMethodDescriptor().getFullMethodName();
    if (connection == null
        || method.equals(ChatServiceGrpc.getConverseMethod().getFullMethodName())) {
      return next.startCall(call, headers);
    }
    if (connection.incomplete >= MAX_INCOMPLETE) {
      StatusException refusal =
          Errors.status(Rejection.rateLimited("requests", "connection", RETRY));
      Metadata trailers = refusal.getTrailers();
      call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
      return new ServerCall.Listener<>() {};
    }
    connection.incomplete++;
    Future<?> timer = null;
    // A client that sends several messages, as reflection's, may take as long as it likes.
    if (call.getMethodDescriptor().getType().clientSendsOneMessage()) {
      timer =
          currentLoop.get().schedule(() -> giveUp(call), timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
    return new Guarded<>(next.startCall(call, headers), connection, timer);
  }

  private void giveUp(ServerCall<?, ?> call) {
    if (!call.isCancelled()) {
      call.close(
          Status.DEADLINE_EXCEEDED.withDescription("the request has not arrived in " + timeout),
          new Metadata());
    }
  }

  /** Notices when the request is there, or will never be. */
  private static final class Guarded<Q> extends SimpleForwardingServerCallListener<Q> {
    private final Connection connection;
    private final @Nullable Future<?> timer;
    private boolean settled;

    Guarded(ServerCall.Listener<Q> call, Connection connection, @Nullable Future<?> timer) {
      super(call);
      this.connection = connection;
      this.timer = timer;
    }

    @Override
    public void onHalfClose() {
      settle();
      super.onHalfClose();
    }

    @Override
    public void onCancel() {
      settle();
      super.onCancel();
    }

    @Override
    public void onComplete() {
      settle();
      super.onComplete();
    }

    private void settle() {
      if (!settled) {
        settled = true;
        connection.incomplete--;
        if (timer != null) {
          timer.cancel(false);
        }
      }
    }
  }
}
