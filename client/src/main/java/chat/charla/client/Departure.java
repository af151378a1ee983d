package chat.charla.client;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Leaves: lets what was said last get out, then calls {@code Leave} until the server has answered.
 *
 * <p>Owned by the client's {@link Scheduler}.
 */
final class Departure {
  /** How long messages that are under way may hold up a leave. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Transport transport;
  private final Scheduler scheduler;
  private final ClientOptions options;
  private final Connection connection;

  private boolean underWay;
  private @Nullable Cancellable call;
  private @Nullable Cancellable timer;

  Departure(
      Transport transport, Scheduler scheduler, ClientOptions options, Connection connection) {
    this.transport = transport;
    this.scheduler = scheduler;
    this.options = options;
    this.connection = connection;
  }

  boolean isUnderWay() {
    return underWay;
  }

  void begin(boolean messagesUnderWay) {
    underWay = true;
    if (messagesUnderWay) {
      timer = scheduler.schedule(PATIENCE, this::depart);
    } else {
      depart();
    }
  }

  /** Every message has its result. */
  void outboxEmptied() {
    depart();
  }

  /** The stream is gone: no message will get its result before the end. */
  void streamEnded(CallFailure failure) {
    if (isGone(failure)) {
      finish();
    } else {
      depart();
    }
  }

  /** Calls {@code Leave} now, unless such a call is under way. */
  void depart() {
    String token = connection.token();
    if (call != null || token == null) {
      return;
    }
    cancelTimer();
    connection.makeWayForDeparture();
    call =
        UnaryCall.start(
            scheduler,
            options.connectTimeout(),
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

  void cancel() {
    underWay = false;
    cancelTimer();
    if (call != null) {
      call.cancel();
      call = null;
    }
  }

  private void failed(CallFailure failure) {
    if (isGone(failure)) {
      finish();
    } else if (FailurePolicy.ofStream(failure) == FailurePolicy.Verdict.RESUME) {
      Duration delay = connection.nextWait(failure.retryDelay());
      timer = scheduler.schedule(delay, this::depart);
      connection.departureWaits(failure, delay);
    } else {
      cancel();
      connection.stop(failure);
    }
  }

  private void finish() {
    cancel();
    connection.left();
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  /** Whether the identity is gone already: then leaving is done, however it came about. */
  private static boolean isGone(CallFailure failure) {
    return failure.reason() == ErrorReason.ERROR_REASON_SESSION_ENDED
        || failure.reason() == ErrorReason.ERROR_REASON_SESSION_EXPIRED;
  }
}
