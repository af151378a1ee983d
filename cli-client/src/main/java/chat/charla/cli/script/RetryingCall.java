package chat.charla.cli.script;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Calls;
import chat.charla.cli.connection.Explanations;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.Cancellable;
import chat.charla.client.Transport;
import chat.charla.v1.ErrorReason;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * Retries an idempotent call. All calls of this package are idempotent: a call that changes
 * something has an id by which the server recognises a retry. The backoff is random between zero
 * and a bound. The bound doubles with each retry, up to 5 s. Not thread-safe.
 */
final class RetryingCall {
  /**
   * The answer to a call.
   *
   * @param afterLostAnswer whether the server may also have carried out an earlier attempt, whose
   *     answer was lost
   */
  record Answered<T>(T answer, boolean afterLostAnswer) {}

  private static final Duration FIRST_BOUND = Duration.ofMillis(250);
  private static final Duration LAST_BOUND = Duration.ofSeconds(5);

  /**
   * The longest time for which a call is retried, by the wall clock. Each server recognises a
   * repeated send for at least a day ({@code Limits.repetition_window}). Some servers recognise it
   * for longer, but this class does not know the window of its server.
   */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Transport transport;
  private final RetryTime time;

  /** When the time limit expires, by the monotonic clock. */
  private final long endNanos;

  /** When {@link #LONGEST} is over, by the wall clock. */
  private final long endMillis;

  private Duration bound = FIRST_BOUND;

  /**
   * Whether the chat server has answered an earlier call or attempt. If so, a response of a proxy
   * counts as a lost connection.
   */
  private boolean serverAnswered;

  /** Whether the server may have carried out an attempt whose answer has not arrived. */
  private boolean outcomeUnknown;

  private RetryingCall(
      Transport transport, RetryLimit limit, boolean serverAnswered, RetryTime time) {
    this.transport = transport;
    this.serverAnswered = serverAnswered;
    this.time = time;
    Duration longest = limit.limit().compareTo(LONGEST) < 0 ? limit.limit() : LONGEST;
    this.endNanos = time.nanoTime() + longest.toNanos();
    this.endMillis = time.wallMillis() + LONGEST.toMillis();
  }

  /**
   * Calls until a retry cannot change the answer, or the time limit expires. The server must have
   * answered an earlier call. So this method treats a response of another program, such as a proxy,
   * as a lost connection, and retries.
   *
   * @throws CallFailedException with the last failure, and whether the server may have carried out
   *     any attempt
   */
  static <T> T call(Transport transport, RetryLimit limit, Function<Answer<T>, Cancellable> call)
      throws CallFailedException, InterruptedIOException {
    return call(transport, limit, RetryTime.REAL, call);
  }

  /**
   * Does the same as {@link #call(Transport, RetryLimit, Function)}, and says whether the answer to
   * an earlier attempt was lost.
   */
  static <T> Answered<T> callWithHistory(
      Transport transport, RetryLimit limit, Function<Answer<T>, Cancellable> call)
      throws CallFailedException, InterruptedIOException {
    RetryingCall attempts = new RetryingCall(transport, limit, true, RetryTime.REAL);
    T answer = attempts.retry(call, Integer.MAX_VALUE);
    return new Answered<>(answer, attempts.outcomeUnknown);
  }

  /** Does the same as {@link #call(Transport, RetryLimit, Function)}, in this time. */
  static <T> T call(
      Transport transport, RetryLimit limit, RetryTime time, Function<Answer<T>, Cancellable> call)
      throws CallFailedException, InterruptedIOException {
    return new RetryingCall(transport, limit, true, time).retry(call, Integer.MAX_VALUE);
  }

  /**
   * Does the same as {@link #call}, for an address where there may be no server. If {@link
   * RetryLimit#retriesBeforeFirstAnswer} is false, fails after two attempts without an answer of
   * the server. The second attempt is made because the answer to the first attempt may have been
   * lost.
   */
  static <T> T callFirst(
      Transport transport, RetryLimit limit, Function<Answer<T>, Cancellable> call)
      throws CallFailedException, InterruptedIOException {
    int maxUnanswered = limit.retriesBeforeFirstAnswer() ? Integer.MAX_VALUE : 2;
    return new RetryingCall(transport, limit, false, RetryTime.REAL).retry(call, maxUnanswered);
  }

  /**
   * Calls until a retry cannot change the answer, or a limit is reached.
   *
   * @param maxUnanswered the number of attempts after which to give up if the server has never
   *     answered
   */
  private <T> T retry(Function<Answer<T>, Cancellable> call, int maxUnanswered)
      throws CallFailedException, InterruptedIOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return Calls.attempt(transport, remaining(), call);
      } catch (CallFailedException e) {
        CallFailure failure = e.failure();
        serverAnswered |= Explanations.isRefusal(failure);
        recordOutcome(failure);
        Duration wait = waitAfter(failure);
        boolean unanswered = !serverAnswered && attempt >= maxUnanswered;
        if (unanswered || !isTransient(failure) || wait.compareTo(remaining()) >= 0) {
          throw new CallFailedException(failure, outcomeUnknown);
        }
        sleep(wait);
        if (remaining().isZero()) {
          // The machine was suspended during the wait.
          throw new CallFailedException(failure, outcomeUnknown);
        }
      }
    }
  }

  /** Updates whether the server may have carried out an attempt. */
  private void recordOutcome(CallFailure failure) {
    switch (failure.reason()) {
      case ERROR_REASON_UNSPECIFIED, ERROR_REASON_STORAGE_UNAVAILABLE, ERROR_REASON_INTERNAL ->
          outcomeUnknown = true;
      // The server refuses a send for one of these reasons only after it has looked for an earlier
      // attempt and found none.
      case ERROR_REASON_MESSAGE_EMPTY,
          ERROR_REASON_MESSAGE_TOO_LARGE,
          ERROR_REASON_MESSAGE_ID_REUSED,
          ERROR_REASON_USER_NOT_FOUND,
          ERROR_REASON_ROOM_NOT_FOUND,
          ERROR_REASON_NOT_A_MEMBER,
          ERROR_REASON_DIRECT_REFUSED,
          ERROR_REASON_NAME_LOST ->
          outcomeUnknown = false;
      default -> {
        // The server has refused this attempt. It may have carried out an earlier attempt.
      }
    }
  }

  /** The wait before the next attempt: jitter, plus the server's retry delay if there is one. */
  private Duration waitAfter(CallFailure failure) {
    Duration jitter = jitter();
    Duration asked = failure.retryDelay();
    return asked == null ? jitter : jitter.plus(asked);
  }

  private void sleep(Duration wait) throws InterruptedIOException {
    try {
      time.sleep(wait);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting to retry a call");
    }
  }

  private Duration jitter() {
    Duration jitter =
        Duration.ofNanos((long) (bound.toNanos() * ThreadLocalRandom.current().nextDouble()));
    Duration doubled = bound.multipliedBy(2);
    bound = doubled.compareTo(LAST_BOUND) < 0 ? doubled : LAST_BOUND;
    return jitter;
  }

  private Duration remaining() {
    Duration byLimit = Duration.ofNanos(Math.max(0, endNanos - time.nanoTime()));
    Duration byWallClock = Duration.ofMillis(Math.max(0, endMillis - time.wallMillis()));
    return byLimit.compareTo(byWallClock) < 0 ? byLimit : byWallClock;
  }

  /** Whether a retry may have another result. */
  private boolean isTransient(CallFailure failure) {
    if (Explanations.isRefusal(failure)) {
      return Explanations.isUnreachable(failure)
          || failure.reason() == ErrorReason.ERROR_REASON_RATE_LIMITED
          || failure.reason() == ErrorReason.ERROR_REASON_INTERNAL;
    }
    return Explanations.isUnreachable(failure)
        || (serverAnswered && !Explanations.isTrustFailure(failure));
  }
}
