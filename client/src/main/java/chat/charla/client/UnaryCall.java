package chat.charla.client;

import io.grpc.Status;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call with a time limit. Its answer comes on the {@link Scheduler}, at most once.
 *
 * <p>The scheduler owns this object. The transport may answer on any thread; the scheduler then
 * processes the answer.
 *
 * @param <T> the response
 */
final class UnaryCall<T> implements Cancellable {
  private final Runnable whenTimedOut;
  private final Answer<T> receiver;
  private boolean over;
  private @Nullable Cancellable call;
  private @Nullable Cancellable timer;

  private UnaryCall(Runnable whenTimedOut, Answer<T> receiver) {
    this.whenTimedOut = whenTimedOut;
    this.receiver = receiver;
  }

  /**
   * Starts a call.
   *
   * @param whenTimedOut run before the receiver is told that the call has timed out
   * @param start calls the transport
   * @param receiver receives the answer, unless the call is cancelled before
   */
  static <T> Cancellable start(
      Scheduler scheduler,
      Duration timeout,
      Runnable whenTimedOut,
      Function<Answer<T>, Cancellable> start,
      Answer<T> receiver) {
    UnaryCall<T> unary = new UnaryCall<>(whenTimedOut, receiver);
    unary.timer = scheduler.schedule(timeout, () -> unary.timeOut(timeout));
    unary.call =
        start.apply(
            new Answer<>() {
              @Override
              public void onSuccess(T response) {
                scheduler.execute(() -> unary.succeed(response));
              }

              @Override
              public void onFailure(CallFailure failure) {
                scheduler.execute(() -> unary.fail(failure));
              }
            });
    return unary;
  }

  @Override
  public void cancel() {
    if (!over) {
      finish();
      cancelCall();
    }
  }

  private void succeed(T response) {
    if (!over) {
      finish();
      receiver.onSuccess(response);
    }
  }

  private void fail(CallFailure failure) {
    if (!over) {
      finish();
      receiver.onFailure(failure);
    }
  }

  private void timeOut(Duration timeout) {
    if (!over) {
      cancelCall();
      whenTimedOut.run();
      fail(CallFailure.of(Status.Code.DEADLINE_EXCEEDED, "no answer within " + timeout));
    }
  }

  private void finish() {
    over = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  private void cancelCall() {
    if (call != null) {
      call.cancel();
    }
  }
}
