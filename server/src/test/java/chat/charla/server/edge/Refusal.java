package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/**
 * How a call ended, with the details that the contract specifies.
 *
 * @param reason the name of the {@link ErrorReason}; empty if there is none
 * @param field the invalid field, or empty
 * @param retryDelay the retry delay, or zero if there is none
 */
public record Refusal(
    Status.Code code,
    String reason,
    String domain,
    Map<String, String> metadata,
    String field,
    Duration retryDelay) {

  /** The refusal of the call, which must be refused. */
  public static Refusal of(Executable call) {
    StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, call);
    return of(failure.getStatus(), failure.getTrailers());
  }

  public static Refusal of(Status status, @Nullable Metadata trailers) {
    com.google.rpc.Status details =
        StatusProto.fromStatusAndTrailers(status, trailers == null ? new Metadata() : trailers);
    ErrorInfo info = detail(details, ErrorInfo.getDefaultInstance());
    BadRequest fault = detail(details, BadRequest.getDefaultInstance());
    com.google.protobuf.Duration delay =
        detail(details, RetryInfo.getDefaultInstance()).getRetryDelay();
    return new Refusal(
        status.getCode(),
        info.getReason(),
        info.getDomain(),
        info.getMetadataMap(),
        fault.getFieldViolationsCount() == 0 ? "" : fault.getFieldViolations(0).getField(),
        Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
  }

  /** The refusal inside a stream, which has the same content. */
  public static Refusal of(Error error) {
    return new Refusal(
        Status.fromCodeValue(error.getCode()).getCode(),
        error.getReason().name(),
        "charla.chat",
        error.getMetadataMap(),
        error.getField(),
        Duration.ofSeconds(error.getRetryDelay().getSeconds(), error.getRetryDelay().getNanos()));
  }

  /** Requires this code and reason, in the form that the contract specifies. */
  public Refusal is(Status.Code expectedCode, ErrorReason expectedReason) {
    assertEquals(expectedReason.name(), reason);
    assertEquals(expectedCode, code);
    assertEquals("charla.chat", domain);
    return this;
  }

  /** Requires that the refusal names this invalid field; empty for none. */
  public Refusal requireField(String expectedField) {
    assertEquals(expectedField, field);
    return this;
  }

  public boolean hasRetryDelay() {
    return !retryDelay.isZero();
  }

  private static <T extends Message> T detail(com.google.rpc.Status status, T none) {
    for (Any detail : status.getDetailsList()) {
      if (detail.is(none.getClass())) {
        try {
          @SuppressWarnings("unchecked")
          T found = (T) detail.unpack(none.getClass());
          return found;
        } catch (InvalidProtocolBufferException e) {
          throw new AssertionError(e);
        }
      }
    }
    return none;
  }
}
