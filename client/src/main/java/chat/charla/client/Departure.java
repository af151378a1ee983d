package chat.charla.client;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Leaves: for a limited time lets what is pending be sent, through any loss of the stream; then
 * calls {@code Leave} until the server has answered.
 *
 * <p>Owned by the client's {@link Scheduler}.
 */
final class Departure {
  /** How long pending messages may hold up a leave. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private enum Phase {
    /** Leaving is not wanted. */
    NONE,
    /** Pending messages are given their time. */
    SENDING,
    /** {@code Leave} is called, or will be as soon as there is a token. */
    CALLING
  }

  private final Transport transport;
  private final Scheduler scheduler;
  private final ClientOptions options;
  private final Connection connection;

  private Phase phase = Phase.NONE;
  private @Nullable Cancellable call;

  /** Ends the time that pending messages are given. */
  private @Nullable Cancellable patience;

  /** Calls again after a failure. */
  private @Nullable Cancellable retry;

  private long retryAtNanos;

  Departure(
      Transport transport, Scheduler scheduler, ClientOptions options, Connection connection) {
    this.transport = transport;
    this.scheduler = scheduler;
    this.options = options;
    this.connection = connection;
  }

  boolean isUnderWay() {
    return phase != Phase.NONE;
  }

  /** Whether pending messages have had their time. */
  boolean isCalling() {
    return phase == Phase.CALLING;
  }

  void begin(boolean messagesPending) {
    if (messagesPending) {
      phase = Phase.SENDING;
      patience = scheduler.schedule(PATIENCE, this::depart);
    } else {
      depart();
    }
  }

  /** Every message has its result. */
  void outboxEmptied() {
    depart();
  }

  /**
   * The stream has ended.
   *
   * @return false if another stream is to be opened, because there are messages to send
   */
  boolean takesOver(StreamEnd end) {
    if (isGone(end.failure())) {
      finish();
      return true;
    }
    boolean another =
        end.verdict() == FailurePolicy.Verdict.RESUME
            || end.verdict() == FailurePolicy.Verdict.REJOIN;
    if (phase == Phase.SENDING && another) {
      return false;
    }
    depart();
    if (retry != null) {
      Duration left = Duration.ofNanos(retryAtNanos - scheduler.nanoTime());
      connection.departureWaits(end.failure(), left);
    }
    return true;
  }

  /**
   * Calls {@code Leave}, unless such a call is under way or waits for its repetition, or a {@code
   * Join} has to be first. If the server has certainly made no identity, there is nothing to leave.
   */
  void depart() {
    phase = Phase.CALLING;
    String token = connection.token();
    if (token == null && !connection.mayHaveJoined()) {
      finish();
      return;
    }
    if (call != null || retry != null || token == null) {
      return;
    }
    cancelTimers();
    connection.makeWayForDeparture();
    call =
        UnaryCall.start(
            scheduler,
            options.connectTimeout(),
            transport::abandonConnection,
            answer -> transport.leave(LeaveRequest.getDefaultInstance(), token, answer),
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

  /** As {@link #depart}, without waiting for the repetition. */
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
    if (isGone(failure)) {
      finish();
    } else if (FailurePolicy.isTransientForCall(failure)) {
      Duration delay = connection.nextWait(failure.retryDelay());
      retryAtNanos = scheduler.nanoTime() + delay.toNanos();
      retry = scheduler.schedule(delay, this::departNow);
      connection.departureWaits(failure, delay);
    } else {
      connection.stop(failure);
    }
  }

  private void finish() {
    connection.left();
  }

  private void cancelTimers() {
    if (patience != null) {
      patience.cancel();
      patience = null;
    }
    cancelRetry();
  }

  private void cancelRetry() {
    if (retry != null) {
      retry.cancel();
      retry = null;
    }
  }

  /** Whether the identity is gone already: then leaving is done, however it came about. */
  private static boolean isGone(CallFailure failure) {
    return failure.reason() == ErrorReason.ERROR_REASON_SESSION_ENDED
        || failure.reason() == ErrorReason.ERROR_REASON_SESSION_EXPIRED;
  }
}
