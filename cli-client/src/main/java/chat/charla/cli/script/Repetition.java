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
 * Repeats a call that may be repeated, as all calls of this package may: those that change
 * something carry an id by which the server knows them again. The waits in between have full
 * jitter, under a bound that doubles. For one thread.
 */
final class Repetition {
  private static final Duration FIRST_BOUND = Duration.ofMillis(250);
  private static final Duration LAST_BOUND = Duration.ofSeconds(5);

  private final Transport transport;
  private final long end;
  private Duration bound = FIRST_BOUND;

  /** Whether the server has answered an earlier call, so that a proxy's answer does not count. */
  private boolean serverProven;

  /** Whether an attempt may have been carried out, though no answer says so. */
  private boolean outcomeUnknown;

  private Repetition(Transport transport, Patience patience, boolean serverProven) {
    this.transport = transport;
    this.serverProven = serverProven;
    this.end = System.nanoTime() + patience.limit().toNanos();
  }

  /**
   * Calls until there is an answer that a repetition would not change, or patience is at its end.
   * The server has answered an earlier call: an answer that is not its own, as from a proxy, is
   * repeated like a lost connection.
   *
   * @throws CallFailedException with the last failure, and whether any attempt may have been
   *     carried out
   */
  static <T> T call(Transport transport, Patience patience, Function<Answer<T>, Cancellable> call)
      throws CallFailedException, InterruptedIOException {
    return new Repetition(transport, patience, true).repeat(call, Integer.MAX_VALUE);
  }

  /**
   * As {@link #call}, where the server may not be there at all: if nobody answers twice, that is
   * told at once. Twice, because an answer to the first call may have been lost.
   */
  static <T> T callFirst(
      Transport transport, Patience patience, Function<Answer<T>, Cancellable> call)
      throws CallFailedException, InterruptedIOException {
    int inVain = patience.toConnect() ? Integer.MAX_VALUE : 2;
    return new Repetition(transport, patience, false).repeat(call, inVain);
  }

  /**
   * Calls until there is an answer that counts.
   *
   * @param inVain how many attempts the server may leave without any answer of its own
   */
  private <T> T repeat(Function<Answer<T>, Cancellable> call, int inVain)
      throws CallFailedException, InterruptedIOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return Calls.attempt(transport, remaining(), call);
      } catch (CallFailedException e) {
        CallFailure failure = e.failure();
        serverProven |= Explanations.isRefusal(failure);
        noteOutcome(failure);
        Duration wait = waitAfter(failure);
        boolean vain = !serverProven && attempt >= inVain;
        if (vain || !isTransient(failure) || wait.compareTo(remaining()) >= 0) {
          throw new CallFailedException(failure, outcomeUnknown);
        }
        sleep(wait);
      }
    }
  }

  /** What a refusal tells about the attempts so far. */
  private void noteOutcome(CallFailure failure) {
    switch (failure.reason()) {
      case ERROR_REASON_UNSPECIFIED, ERROR_REASON_STORAGE_UNAVAILABLE, ERROR_REASON_INTERNAL ->
          outcomeUnknown = true;
      // The server looks for an earlier attempt before it refuses a send for one of these.
      case ERROR_REASON_MESSAGE_EMPTY,
          ERROR_REASON_MESSAGE_TOO_LARGE,
          ERROR_REASON_MESSAGE_ID_REUSED,
          ERROR_REASON_USER_NOT_FOUND,
          ERROR_REASON_ROOM_NOT_FOUND,
          ERROR_REASON_NOT_A_MEMBER,
          ERROR_REASON_NAME_LOST ->
          outcomeUnknown = false;
      default -> {
        // This attempt was not carried out. Of those before it says nothing.
      }
    }
  }

  /** How long to wait before the next attempt: as long as the server has told, and some more. */
  private Duration waitAfter(CallFailure failure) {
    Duration jitter = jitter();
    Duration asked = failure.retryDelay();
    return asked == null ? jitter : jitter.plus(asked);
  }

  private static void sleep(Duration wait) throws InterruptedIOException {
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting to repeat a call");
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
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  /** Whether another attempt may be answered otherwise. */
  private boolean isTransient(CallFailure failure) {
    if (Explanations.isRefusal(failure)) {
      return Explanations.isUnreachable(failure)
          || failure.reason() == ErrorReason.ERROR_REASON_RATE_LIMITED
          || failure.reason() == ErrorReason.ERROR_REASON_INTERNAL;
    }
    return Explanations.isUnreachable(failure)
        || (serverProven && !Explanations.isDistrust(failure));
  }
}
