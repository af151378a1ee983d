package chat.charla.client;

import chat.charla.client.wire.BadRequest;
import chat.charla.client.wire.ErrorInfo;
import chat.charla.client.wire.ErrorStatus;
import chat.charla.client.wire.RetryInfo;
import chat.charla.v1.ErrorReason;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the trailer {@code grpc-status-details-bin} that Charla uses. The trailer is a
 * {@code google.rpc.Status}; Charla uses its {@code ErrorInfo}, {@code BadRequest} and {@code
 * RetryInfo}. The classes that parse these messages are generated from {@code
 * status_details.proto}.
 */
final class StatusDetails {
  private static final Metadata.Key<byte[]> KEY =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);
  private static final String DOMAIN = "charla.chat";

  private ErrorReason reason = ErrorReason.ERROR_REASON_UNSPECIFIED;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private String field = "";
  private @Nullable Duration retryDelay;

  private StatusDetails() {}

  /** Reads the details; if they are absent or malformed, the result is empty. */
  static StatusDetails read(@Nullable Metadata trailers) {
    byte[] bytes = trailers == null ? null : trailers.get(KEY);
    if (bytes == null) {
      return new StatusDetails();
    }
    try {
      StatusDetails details = new StatusDetails();
      for (Any detail : ErrorStatus.parseFrom(bytes).getDetailsList()) {
        details.take(detail);
      }
      return details;
    } catch (InvalidProtocolBufferException broken) {
      return new StatusDetails();
    }
  }

  ErrorReason reason() {
    return reason;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  String field() {
    return field;
  }

  @Nullable Duration retryDelay() {
    return retryDelay;
  }

  private void take(Any detail) throws InvalidProtocolBufferException {
    String type = detail.getTypeUrl();
    if (type.endsWith("/google.rpc.ErrorInfo")) {
      ErrorInfo info = ErrorInfo.parseFrom(detail.getValue());
      if (info.getDomain().equals(DOMAIN)) {
        reason = reasonNamed(info.getReason());
        metadata.putAll(info.getMetadataMap());
      }
    } else if (type.endsWith("/google.rpc.RetryInfo")) {
      RetryInfo info = RetryInfo.parseFrom(detail.getValue());
      if (info.hasRetryDelay()) {
        retryDelay = Delays.fromProto(info.getRetryDelay());
      }
    } else if (type.endsWith("/google.rpc.BadRequest")) {
      for (BadRequest.FieldViolation violation :
          BadRequest.parseFrom(detail.getValue()).getFieldViolationsList()) {
        field = violation.getField();
      }
    }
  }

  private static ErrorReason reasonNamed(String name) {
    try {
      return ErrorReason.valueOf(name);
    } catch (IllegalArgumentException newerThanThisClient) {
      return ErrorReason.UNRECOGNIZED;
    }
  }
}
