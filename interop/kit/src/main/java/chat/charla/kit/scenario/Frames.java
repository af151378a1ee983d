package chat.charla.kit.scenario;

import chat.charla.v1.Closing;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.EventBatch;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import org.jspecify.annotations.Nullable;

/** Frames and statuses that the kit sends in place of the server. */
final class Frames {
  /** The number of a field, reason or kind that no client knows yet. */
  static final int FROM_THE_FUTURE = 99;

  private Frames() {}

  /** A refused command. */
  static ConverseResponse refusal(String requestId, Error error) {
    return ConverseResponse.newBuilder()
        .setRequestId(requestId)
        .setResult(CommandResult.newBuilder().setError(error))
        .build();
  }

  static Error error(ErrorReason reason, Status.Code code) {
    return Error.newBuilder()
        .setReason(reason)
        .setCode(code.value())
        .setMessage("said by the kit")
        .build();
  }

  /** A refusal with an unknown reason, so that the client can only go by its code. */
  static Error unknownError(Status.Code code) {
    return Error.newBuilder()
        .setReasonValue(FROM_THE_FUTURE)
        .setCode(code.value())
        .setMessage("said by the kit")
        .build();
  }

  static ConverseResponse closing(
      Error error, Closing.Action action, java.time.@Nullable Duration delay) {
    Closing.Builder closing = Closing.newBuilder().setError(error).setAction(action);
    if (delay != null) {
      closing.setReconnectDelay(duration(delay));
    }
    return ConverseResponse.newBuilder().setClosing(closing).build();
  }

  static Duration duration(java.time.Duration time) {
    return Duration.newBuilder().setSeconds(time.getSeconds()).setNanos(time.getNano()).build();
  }

  /** The trailers of a refusal; the reason is the full name of a value of {@code ErrorReason}. */
  static Metadata trailers(Status.Code code, String reason, java.time.@Nullable Duration delay) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage("said by the kit")
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder().setReason(reason).setDomain("charla.chat").build()));
    if (delay != null) {
      status.addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(duration(delay)).build()));
    }
    Metadata trailers = StatusProto.toStatusRuntimeException(status.build()).getTrailers();
    if (trailers == null) {
      throw new IllegalStateException();
    }
    return trailers;
  }

  static Status status(Status.Code code) {
    return code.toStatus().withDescription("said by the kit");
  }

  /**
   * The event with a kind that no client knows, as an older client sees an event of a newer kind.
   */
  static Event ofUnknownKind(Event event) {
    return event.toBuilder().clearKind().setUnknownFields(unknown()).build();
  }

  /** An ephemeral event of a kind that no client knows. */
  static ConverseResponse unknownEphemeralEvent() {
    return batch(Event.newBuilder().setRoom("lobby").setUnknownFields(unknown()).build());
  }

  /** A frame with a payload that no client knows. */
  static ConverseResponse unknownPayload() {
    return ConverseResponse.newBuilder().setUnknownFields(unknown()).build();
  }

  static ConverseResponse batch(Event... events) {
    return ConverseResponse.newBuilder()
        .setBatch(EventBatch.newBuilder().addAllEvents(java.util.List.of(events)))
        .build();
  }

  private static UnknownFieldSet unknown() {
    return UnknownFieldSet.newBuilder()
        .addField(
            FROM_THE_FUTURE,
            UnknownFieldSet.Field.newBuilder().addLengthDelimited(ByteString.EMPTY).build())
        .build();
  }
}
