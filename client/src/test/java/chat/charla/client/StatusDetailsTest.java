package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import chat.charla.v1.ErrorReason;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusDetailsTest {
  @Test
  void everyDetailIsRead() {
    CallFailure failure =
        read(
            WireStatus.any("google.rpc.Help", new byte[] {10, 0}),
            WireStatus.errorInfo(
                "ERROR_REASON_NAME_TAKEN", "charla.chat", "suggested_name", "ana2"),
            WireStatus.retryInfo(41, 500_000_000),
            WireStatus.badRequest("name"));

    assertEquals(Status.Code.ALREADY_EXISTS, failure.code());
    assertEquals(ErrorReason.ERROR_REASON_NAME_TAKEN, failure.reason());
    assertEquals(Map.of("suggested_name", "ana2"), failure.metadata());
    assertEquals("ana2", failure.suggestedName());
    assertEquals("name", failure.field());
    assertEquals(Duration.ofMillis(41_500), failure.retryDelay());
    assertEquals("taken", failure.message());
  }

  @Test
  void aNewerReasonIsUnrecognized() {
    CallFailure failure = read(WireStatus.errorInfo("ERROR_REASON_FULL_MOON", "charla.chat"));

    assertEquals(ErrorReason.UNRECOGNIZED, failure.reason());
  }

  @Test
  void aReasonOfAnotherDomainIsIgnored() {
    CallFailure failure = read(WireStatus.errorInfo("ERROR_REASON_NAME_TAKEN", "proxy.example"));

    assertEquals(ErrorReason.ERROR_REASON_UNSPECIFIED, failure.reason());
  }

  @Test
  void brokenDetailsCountAsAbsent() {
    byte[] whole =
        WireStatus.status(
            WireStatus.errorInfo("ERROR_REASON_NAME_TAKEN", "charla.chat"),
            WireStatus.retryInfo(1, 0));
    for (int length = 0; length < whole.length; length++) {
      Metadata trailers = new Metadata();
      trailers.put(WireStatus.KEY, Arrays.copyOf(whole, length));
      CallFailure failure = CallFailure.fromStatus(Status.ALREADY_EXISTS, trailers);
      assertEquals(Status.Code.ALREADY_EXISTS, failure.code());
    }
  }

  @Test
  void aFailureWithoutDetailsHasItsCode() {
    CallFailure failure = CallFailure.fromStatus(Status.UNAVAILABLE, null);

    assertEquals(ErrorReason.ERROR_REASON_UNSPECIFIED, failure.reason());
    assertNull(failure.retryDelay());
  }

  @Test
  void extremeDelaysAreClamped() {
    assertEquals(Duration.ofDays(1), read(WireStatus.retryInfo(Long.MAX_VALUE, 0)).retryDelay());
    assertEquals(Duration.ZERO, read(WireStatus.retryInfo(-5, 0)).retryDelay());
  }

  private static CallFailure read(byte[]... details) {
    Metadata trailers = new Metadata();
    trailers.put(WireStatus.KEY, WireStatus.status(details));
    return CallFailure.fromStatus(Status.ALREADY_EXISTS.withDescription("taken"), trailers);
  }
}
