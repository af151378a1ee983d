package chat.charla.client;

import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Leaves the chat. For a limited time, pending messages are still sent, even if streams are lost
 * meanwhile. Then {@code Leave} is called, with retries, until the server has answered.
 *
 * <p>The client's {@link Scheduler} owns this object.
 */
final class Departure {
  /** How long pending messages may delay the {@code Leave} call. */
  private static final Duration SENDING_LIMIT = Duration.ofSeconds(10);

  /** Decides what happens next. The departure reports its progress and its outcome to its owner. */
  interface Owner {
    /** The token of the identity, or null if it has none. */
    @Nullable String token();

    /**
     * Whether the server may have carried out a {@code Join} whose answer did not arrive, in this
     * process or an earlier one.
     */
    boolean mayHaveJoined();

    /**
     * Ends a {@code Join} or a wait, but not the stream, because {@code Leave} is about to be
     * called.
     */
    void endJoinOrWait();

    /** Returns how long to wait after a failure. */
    Duration nextWait(@Nullable Duration atLeast);

    /** {@code Leave} has failed, and will be retried after the delay. */
    void departureWaits(CallFailure cause, Duration delay);

    /** The identity has ended at the application's request. */
    void left();

    /** {@code Leave} has failed for a reason that a retry would not change. */
    void stop(CallFailure failure);
  }

  private enum Phase {
    /** The client is not leaving. */
    NONE,
    /** Pending messages are being sent. */
    SENDING,
    /** {@code Leave} is in progress, or will be called as soon as there is a token. */
    CALLING
  }

  private final CallServices services;
  private final Owner owner;

  private Phase phase = Phase.NONE;
  private @Nullable Cancellable call;

  /** The timer that ends the time for sending pending messages. */
  private @Nullable Cancellable sendingTimer;

  /** The timer that repeats the call after a failure. */
  private @Nullable Cancellable retry;

  private long retryAtNanos;

  Departure(CallServices services, Owner owner) {
    this.services = services;
    this.owner = owner;
  }

  boolean isUnderWay() {
    return phase != Phase.NONE;
  }

  /** Whether the time for pending messages is over. */
  boolean isCalling() {
    return phase == Phase.CALLING;
  }

  void begin(boolean messagesPending) {
    if (messagesPending) {
      phase = Phase.SENDING;
      sendingTimer = services.scheduler.schedule(SENDING_LIMIT, this::depart);
    } else {
      depart();
    }
  }

  /** Every command has its result. */
  void outboxEmptied() {
    depart();
  }

  /**
   * The stream has ended.
   *
   * @return false if the connection should open another stream, because there are messages to send
   */
  boolean handlesStreamEnd(StreamEnd end) {
    if (isSessionOver(end.failure())) {
      finish();
      return true;
    }
    boolean another =
        end.reaction() == FailurePolicy.Reaction.RESUME
            || end.reaction() == FailurePolicy.Reaction.REJOIN;
    if (phase == Phase.SENDING && another) {
      return false;
    }
    depart();
    if (retry != null) {
      Duration left = Duration.ofNanos(retryAtNanos - services.scheduler.nanoTime());
      owner.departureWaits(end.failure(), left);
    }
    return true;
  }

  /**
   * Calls {@code Leave}, unless such a call is in progress or waits for its retry, or a {@code
   * Join} has to complete first. If it is certain that no identity exists, completes the departure
   * without a call.
   */
  void depart() {
    phase = Phase.CALLING;
    String token = owner.token();
    if (token == null && !owner.mayHaveJoined()) {
      finish();
      return;
    }
    if (call != null || retry != null || token == null) {
      return;
    }
    cancelTimers();
    owner.endJoinOrWait();
    call =
        UnaryCall.start(
            services.scheduler,
            services.options.connectTimeout(),
            services.transport::abandonConnection,
            answer -> services.transport.leave(LeaveRequest.getDefaultInstance(), token, answer),
            new Answer<LeaveResponse>() {
              @Override
              public void onSuccess(LeaveResponse response) {
                finish();
              }

              @Override
              public void onFailure(CallFailure failure) {
                call = null;
                failed(failure);
              }
            });
  }

  /** Like {@link #depart}, without waiting for a scheduled retry. */
  void departNow() {
    cancelRetry();
    depart();
  }

  void cancel() {
    phase = Phase.NONE;
    cancelTimers();
    if (call != null) {
      call.cancel();
      call = null;
    }
  }

  private void failed(CallFailure failure) {
    if (isSessionOver(failure)) {
      finish();
    } else if (FailurePolicy.isTransientForCall(failure)) {
      Duration delay = owner.nextWait(failure.retryDelay());
      retryAtNanos = services.scheduler.nanoTime() + delay.toNanos();
      retry = services.scheduler.schedule(delay, this::departNow);
      owner.departureWaits(failure, delay);
    } else {
      owner.stop(failure);
    }
  }

  private void finish() {
    owner.left();
  }

  private void cancelTimers() {
    if (sendingTimer != null) {
      sendingTimer.cancel();
      sendingTimer = null;
    }
    cancelRetry();
  }

  private void cancelRetry() {
    if (retry != null) {
      retry.cancel();
      retry = null;
    }
  }

  /** Whether the identity, or its session, has already ended, so that leaving is complete. */
  private static boolean isSessionOver(CallFailure failure) {
    return switch (failure.reason()) {
      case ERROR_REASON_SESSION_ENDED,
          ERROR_REASON_SESSION_EXPIRED,
          ERROR_REASON_SESSION_REVOKED,
          ERROR_REASON_ACCOUNT_SUSPENDED ->
          true;
      default -> false;
    };
  }
}
