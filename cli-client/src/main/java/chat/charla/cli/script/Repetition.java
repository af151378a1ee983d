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
   * @throws CallFailedException with the last failure
   */
  static <T> T call(Transport transport, Patience patience, Function<Answer<T>, Cancellable> call)
      throws CallFailedException, InterruptedIOException {
    return new Repetition(transport, patience, true).repeat(call);
  }

  /**
   * As {@link #call}, where the server may not be there at all: if nobody answers twice, that is
   * told at once. Twice, because an answer to the first call may have been lost.
   */
  static <T> T callFirst(
      Transport transport, Patience patience, Function<Answer<T>, Cancellable> call)
      throws CallFailedException, InterruptedIOException {
    Repetition repetition = new Repetition(transport, patience, false);
    if (patience.toConnect()) {
      return repetition.repeat(call);
    }
    try {
      return repetition.callOnce(call);
    } catch (CallFailedException e) {
      if (!repetition.isTransient(e.failure()) || repetition.remaining().isZero()) {
        throw e;
      }
    }
    try {
      return repetition.callOnce(call);
    } catch (CallFailedException e) {
      if (!Explanations.isRefusal(e.failure())) {
        throw e;
      }
      repetition.waitAfter(e);
      return repetition.repeat(call);
    }
  }

  private <T> T repeat(Function<Answer<T>, Cancellable> call)
      throws CallFailedException, InterruptedIOException {
    while (true) {
      try {
        return callOnce(call);
      } catch (CallFailedException e) {
        waitAfter(e);
      }
    }
  }

  private <T> T callOnce(Function<Answer<T>, Cancellable> call)
      throws CallFailedException, InterruptedIOException {
    return Calls.await(transport, remaining(), call);
  }

  /** Waits for the next attempt, if there is any sense in one and time for it. */
  private void waitAfter(CallFailedException e) throws CallFailedException, InterruptedIOException {
    if (!isTransient(e.failure())) {
      throw e;
    }
    Duration wait = jitter();
    Duration asked = e.failure().retryDelay();
    if (asked != null) {
      wait = wait.plus(asked);
    }
    if (wait.compareTo(remaining()) >= 0) {
      throw e;
    }
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

  private boolean isTransient(CallFailure failure) {
    if (Explanations.isRefusal(failure)) {
      serverProven = true;
      return Explanations.isUnreachable(failure)
          || failure.reason() == ErrorReason.ERROR_REASON_RATE_LIMITED
          || failure.reason() == ErrorReason.ERROR_REASON_INTERNAL;
    }
    return Explanations.isUnreachable(failure)
        || (serverProven && !Explanations.isDistrust(failure));
  }
}
