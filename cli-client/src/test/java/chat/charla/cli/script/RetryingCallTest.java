package chat.charla.cli.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.Cancellable;
import chat.charla.client.Transport;
import chat.charla.testkit.VirtualTime;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The failures after which a call is retried. A fake answers each call at once, and nothing is
 * sent.
 */
class RetryingCallTest {
  private static final RetryLimit LIMIT = new RetryLimit(Duration.ofMinutes(1), false);
  private static final CallFailure OF_A_PROXY =
      CallFailure.of(Status.Code.UNIMPLEMENTED, "HTTP status code 404");
  private static final CallFailure REFUSAL =
      CallFailure.of(
          Status.Code.NOT_FOUND, ErrorReason.ERROR_REASON_ROOM_NOT_FOUND, "", Map.of(), null);

  private static final CallFailure LOST = CallFailure.of(Status.Code.UNAVAILABLE, "reset");

  private static final Duration FIRST_WAIT = Duration.ofMillis(20);

  /** A delay longer than any time limit. */
  private static final Duration TOO_LONG = LIMIT.limit().multipliedBy(2);

  private int connectionsAbandoned;
  private final Transport transport =
      StubTransports.of(
          (proxy, method, arguments) -> {
            assertEquals("abandonConnection", method.getName());
            connectionsAbandoned++;
            return null;
          });

  @Test
  void proxyAnswersAreRetriedAfterTheServerHasAnswered() throws Exception {
    Queue<CallFailure> failures = new ArrayDeque<>(List.of(OF_A_PROXY, OF_A_PROXY));
    assertEquals("done", RetryingCall.call(transport, LIMIT, failing(failures)));
  }

  @Test
  void proxyAnswerToTheFirstCallIsNotRetried() {
    Queue<CallFailure> failures = new ArrayDeque<>(List.of(OF_A_PROXY));
    CallFailedException failed =
        assertThrows(
            CallFailedException.class,
            () -> RetryingCall.callFirst(transport, LIMIT, failing(failures)));
    assertEquals(OF_A_PROXY, failed.failure());
  }

  @Test
  void refusalsAreNotRetried() {
    Queue<CallFailure> failures = new ArrayDeque<>(List.of(REFUSAL));
    CallFailedException failed =
        assertThrows(
            CallFailedException.class,
            () -> RetryingCall.call(transport, LIMIT, failing(failures)));
    assertEquals(REFUSAL, failed.failure());
  }

  @Test
  void callWithoutAnAnswerAbandonsItsConnection() {
    RetryLimit brief = new RetryLimit(Duration.ofMillis(1), true);
    CallFailedException failed =
        assertThrows(
            CallFailedException.class,
            () -> RetryingCall.<String>call(transport, brief, answer -> () -> {}));
    assertEquals(Status.Code.DEADLINE_EXCEEDED, failed.failure().code());
    assertEquals(1, connectionsAbandoned);
    assertTrue(failed.isOutcomeUnknown());
  }

  /** The status comes from the server or a gateway, so the connection works. */
  @Test
  void deadlineExceededAnswerKeepsTheConnection() throws Exception {
    CallFailure incomplete =
        refusal(
            Status.Code.DEADLINE_EXCEEDED, ErrorReason.ERROR_REASON_REQUEST_INCOMPLETE, FIRST_WAIT);
    CallFailure ofAGateway = CallFailure.of(Status.Code.DEADLINE_EXCEEDED, "upstream timed out");
    Queue<CallFailure> failures = new ArrayDeque<>(List.of(incomplete, ofAGateway));
    long start = System.nanoTime();
    assertEquals("done", RetryingCall.call(transport, LIMIT, failing(failures)));
    assertTrue(System.nanoTime() - start >= FIRST_WAIT.toNanos(), "the delay was not kept");
    assertEquals(0, connectionsAbandoned);
  }

  @Test
  void firstCallFailsIfTheRetryDelayExceedsTheLimit() {
    CallFailure refusal = refusal(ErrorReason.ERROR_REASON_RATE_LIMITED, TOO_LONG);
    Queue<CallFailure> failures = new ArrayDeque<>(List.of(refusal));
    CallFailedException failed =
        assertThrows(
            CallFailedException.class,
            () -> RetryingCall.callFirst(transport, LIMIT, failing(failures)));
    assertEquals(refusal, failed.failure());
  }

  /**
   * With these reasons the server may refuse an attempt before it looks for an earlier attempt of
   * the call.
   */
  @ParameterizedTest
  @EnumSource(
      value = ErrorReason.class,
      names = {
        "ERROR_REASON_SERVER_DRAINING",
        "ERROR_REASON_RATE_LIMITED",
        "ERROR_REASON_REQUEST_INCOMPLETE",
        "ERROR_REASON_SESSION_ENDED"
      })
  void refusalThatMayPrecedeTheLookupLeavesAnEarlierAttemptUnknown(ErrorReason reason) {
    assertTrue(isUnknownAfter(LOST, refusal(reason, TOO_LONG)));
    assertFalse(isUnknownAfter(refusal(reason, TOO_LONG)));
  }

  @Test
  void refusalAfterTheLookupSettlesEarlierAttempts() {
    assertFalse(isUnknownAfter(LOST, REFUSAL));
  }

  @Test
  void refusalThatLeavesTheOutcomeUnknownIsReportedAsUnknown() {
    assertTrue(isUnknownAfter(refusal(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE, TOO_LONG)));
    assertTrue(isUnknownAfter(refusal(ErrorReason.ERROR_REASON_INTERNAL, TOO_LONG)));
  }

  /** Later the server might post the message a second time. */
  @Test
  void callIsNotRepeatedADayAfterItsFirstAttemptAlsoIfTheMachineWasSuspended() {
    assertEquals(1, attemptsIfSuspendedInTheWaitFor(Duration.ofDays(1)));
    assertEquals(2, attemptsIfSuspendedInTheWaitFor(Duration.ofHours(23)));
  }

  /** Makes a call whose first attempt fails, and suspends the machine before the second attempt. */
  private int attemptsIfSuspendedInTheWaitFor(Duration suspended) {
    RetryLimit days = new RetryLimit(Duration.ofDays(3), true);
    SuspendedTime time = new SuspendedTime(suspended);
    Queue<CallFailure> failures = new ArrayDeque<>(List.of(LOST));
    AtomicInteger attempts = new AtomicInteger();
    try {
      RetryingCall.<String>call(
          transport,
          days,
          time,
          answer -> {
            attempts.incrementAndGet();
            return failing(failures).apply(answer);
          });
    } catch (CallFailedException e) {
      assertTrue(e.isOutcomeUnknown());
    } catch (InterruptedIOException e) {
      throw new AssertionError(e);
    }
    return attempts.get();
  }

  /** Virtual time in which the machine is suspended during each wait. */
  private static final class SuspendedTime implements RetryTime {
    private final Duration suspended;
    private final VirtualTime running = new VirtualTime();
    private Duration slept = Duration.ZERO;

    SuspendedTime(Duration suspended) {
      this.suspended = suspended;
    }

    @Override
    public long nanoTime() {
      return running.nanoTime();
    }

    @Override
    public long wallMillis() {
      return slept.plusNanos(running.nanoTime()).toMillis();
    }

    @Override
    public void sleep(Duration wait) {
      running.advance(wait);
      slept = slept.plus(suspended);
    }
  }

  /** Whether the outcome of a call is unknown after these failures. */
  private boolean isUnknownAfter(CallFailure... failures) {
    Queue<CallFailure> queue = new ArrayDeque<>(List.of(failures));
    CallFailedException failed =
        assertThrows(
            CallFailedException.class, () -> RetryingCall.call(transport, LIMIT, failing(queue)));
    assertEquals(failures[failures.length - 1], failed.failure());
    return failed.isOutcomeUnknown();
  }

  private static CallFailure refusal(ErrorReason reason, Duration retryDelay) {
    return refusal(Status.Code.UNAVAILABLE, reason, retryDelay);
  }

  private static CallFailure refusal(Status.Code code, ErrorReason reason, Duration retryDelay) {
    return CallFailure.of(code, reason, "", Map.of(), retryDelay);
  }

  private static Function<Answer<String>, Cancellable> failing(Queue<CallFailure> failures) {
    return answer -> {
      CallFailure failure = failures.poll();
      if (failure == null) {
        answer.onSuccess("done");
      } else {
        answer.onFailure(failure);
      }
      return () -> {};
    };
  }
}
