package chat.charla.server.simulation;

import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.Scheduler;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.function.Consumer;

/** Unary calls that are repeated until their outcome is known. */
final class RepeatedCalls {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Truth truth;
  private final Scheduler scheduler;

  RepeatedCalls(Truth truth, Scheduler scheduler) {
    this.truth = truth;
    this.scheduler = scheduler;
  }

  /**
   * Makes a call, and repeats it until its outcome is known.
   *
   * @param call makes the call once
   * @param done gets the response
   * @param refused gets the reason of a refusal that is final
   */
  <A> void untilKnown(Consumer<Answer<A>> call, Consumer<A> done, Consumer<ErrorReason> refused) {
    call.accept(
        answer(
            done,
            failure -> {
              if (isTransient(failure)) {
                later(() -> untilKnown(call, done, refused));
              } else {
                refused.accept(failure.reason());
              }
            }));
  }

  /** Returns an answer that calls one of these two receivers. */
  static <A> Answer<A> answer(Consumer<A> done, Consumer<CallFailure> failed) {
    return new Answer<>() {
      @Override
      public void onSuccess(A response) {
        done.accept(response);
      }

      @Override
      public void onFailure(CallFailure failure) {
        failed.accept(failure);
      }
    };
  }

  /** Whether the call may succeed when it is repeated, or may have succeeded. */
  boolean isTransient(CallFailure failure) {
    return switch (failure.reason()) {
      case ERROR_REASON_UNSPECIFIED,
          ERROR_REASON_STORAGE_UNAVAILABLE,
          ERROR_REASON_SERVER_DRAINING,
          ERROR_REASON_RATE_LIMITED ->
          true;
      case ERROR_REASON_INTERNAL -> truth.isServerDefective();
      default -> false;
    };
  }

  /** Runs the task after the delay between two attempts. */
  void later(Runnable task) {
    var unused = scheduler.schedule(RETRY, task);
  }
}
