package chat.charla.client;

import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Unary calls that the identity makes in addition to its stream. The application gets their
 * answers. Each call is idempotent. Within its time limit, a call is retried with backoff after
 * transient failures of the connection, a proxy or the server. An attempt without an answer is
 * given up after half of the time limit, so that the call is repeated.
 *
 * <p>The client's {@link Scheduler} owns this object. Only {@link #submit} and {@link
 * #submitWithoutToken} may be called by any thread.
 */
final class SideCalls {
  /** How often the server may fail with INTERNAL on one call. */
  private static final int MAX_FAILURES = 3;

  private final Scheduler scheduler;
  private final ClientOptions options;
  private final Notifier notifier;
  private final Identity identity;

  /** The calls that wait for their next attempt. */
  private final Set<SideCall<?>> waiting = new LinkedHashSet<>();

  private boolean ended;

  SideCalls(Scheduler scheduler, ClientOptions options, Notifier notifier, Identity identity) {
    this.scheduler = scheduler;
    this.options = options;
    this.notifier = notifier;
    this.identity = identity;
  }

  /** Starts a call with the token on the scheduler, as {@link #start} does. */
  <T> void submit(BiFunction<String, Answer<T>, Cancellable> call, Answer<T> receiver) {
    scheduler.execute(() -> start(call, receiver));
  }

  /** Starts a call that needs no token on the scheduler, as {@link #start} does. */
  <T> void submitWithoutToken(Function<Answer<T>, Cancellable> call, Answer<T> receiver) {
    scheduler.execute(() -> startWithoutToken(call, receiver));
  }

  /**
   * Starts a call with the token.
   *
   * @param receiver called once, within the time limit, unless the call is cancelled before; its
   *     exceptions are not propagated
   */
  <T> Cancellable start(BiFunction<String, Answer<T>, Cancellable> call, Answer<T> receiver) {
    String token = identity.token();
    if (token == null) {
      notifier.guard(() -> receiver.onFailure(FailurePolicy.notJoined()));
      return () -> {};
    }
    return begin(new SideCall<>(token, answer -> call.apply(token, answer), receiver));
  }

  /** Starts a call that needs no token, as {@link #start} does. */
  <T> Cancellable startWithoutToken(Function<Answer<T>, Cancellable> call, Answer<T> receiver) {
    return begin(new SideCall<>(null, call, receiver));
  }

  /** Stops all retries; the calls that wait for a retry fail. */
  void end() {
    ended = true;
    new ArrayList<>(waiting).forEach(SideCall::giveUp);
  }

  private static <T> Cancellable begin(SideCall<T> call) {
    call.attempt();
    return call;
  }

  private final class SideCall<T> implements Answer<T>, Cancellable {
    private final @Nullable String token;
    private final Function<Answer<T>, Cancellable> call;
    private final Answer<T> receiver;
    private final Backoff backoff =
        new Backoff(options.backoffBase(), options.backoffCap(), options.random());
    private final long deadlineNanos = scheduler.nanoTime() + options.connectTimeout().toNanos();
    private int serverFailures;
    private CallFailure lastFailure = FailurePolicy.notJoined();

    /** The attempt in progress, or the wait for the next one. */
    private @Nullable Cancellable next;

    /** Creates a call with this token; null for a call that needs none. */
    SideCall(@Nullable String token, Function<Answer<T>, Cancellable> call, Answer<T> receiver) {
      this.token = token;
      this.call = call;
      this.receiver = receiver;
    }

    void attempt() {
      waiting.remove(this);
      Duration left = Duration.ofNanos(deadlineNanos - scheduler.nanoTime());
      Duration half = options.connectTimeout().dividedBy(2);
      if (left.isNegative() || left.isZero()) {
        // The deadline has passed: report the failure of the previous attempt.
        giveUp();
        return;
      }
      next =
          UnaryCall.start(
              scheduler,
              left.compareTo(half) < 0 ? left : half,
              // Keep the connection: the stream on it has its own time limit or keepalive.
              () -> {},
              call,
              this);
    }

    void giveUp() {
      cancel();
      notifier.guard(() -> receiver.onFailure(lastFailure));
    }

    @Override
    public void cancel() {
      waiting.remove(this);
      if (next != null) {
        next.cancel();
        next = null;
      }
    }

    @Override
    public void onSuccess(T response) {
      notifier.guard(() -> receiver.onSuccess(response));
    }

    @Override
    public void onFailure(CallFailure failure) {
      lastFailure = failure;
      if (failure.reason() == ErrorReason.ERROR_REASON_INTERNAL) {
        serverFailures++;
      }
      Duration delay = backoff.next(failure.retryDelay());
      if (mayRepeat(failure) && deadlineNanos - scheduler.nanoTime() > delay.toNanos()) {
        waiting.add(this);
        next = scheduler.schedule(delay, this::attempt);
      } else {
        giveUp();
      }
    }

    /**
     * Whether to repeat the call. SERVER_FULL is not repeated: it is final for an {@code
     * EnterRoom}, and a {@code Join} without a token is not a side call.
     */
    private boolean mayRepeat(CallFailure failure) {
      return !ended
          && failure.reason() != ErrorReason.ERROR_REASON_SERVER_FULL
          && (token == null || token.equals(identity.token()))
          && serverFailures < MAX_FAILURES
          && FailurePolicy.isTransientForCall(failure);
    }
  }
}
