package chat.charla.cli.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.client.Cancellable;
import chat.charla.client.Transport;
import io.grpc.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Calls to a server that never answers. */
class IdentityCallsTest {
  private static final Transport SILENT =
      StubTransports.of(
          (proxy, method, arguments) ->
              method.getReturnType() == Cancellable.class ? (Cancellable) () -> {} : null);

  /**
   * No message is sent before the room is entered. So the outcome is known: no message was posted.
   */
  @Test
  void enteringHasTheTimeLimitOfTheCommand() {
    RetryLimit brief = new RetryLimit(Duration.ofMillis(1), true);
    IdentityCalls calls = new IdentityCalls(SILENT, "token", brief);

    CallFailedException late =
        assertThrows(CallFailedException.class, () -> calls.enter("cine", true));

    assertEquals(Status.Code.DEADLINE_EXCEEDED, late.failure().code());
    assertFalse(late.isOutcomeUnknown());
  }

  @Test
  void aLimitForAllCallsAlsoLimitsTheSecondCall() {
    RetryLimit spent = RetryLimit.inAll(Duration.ofNanos(1));
    IdentityCalls calls = new IdentityCalls(SILENT, "token", spent);

    for (int i = 0; i < 2; i++) {
      assertThrows(CallFailedException.class, calls::rooms);
    }
    assertEquals(Duration.ofMillis(1), spent.limit());
  }
}
