package chat.charla.kit.scenario;

import chat.charla.kit.world.ContractCalls;
import chat.charla.testkit.network.RelayedCall;
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
  /** The number of a field, reason or kind that no client knows. */
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

  /** A refusal that asks the client to wait. */
  static Error error(ErrorReason reason, Status.Code code, java.time.Duration retryDelay) {
    return error(reason, code).toBuilder().setRetryDelay(duration(retryDelay)).build();
  }

  /** A refusal with an unknown reason, so that only the code tells the client what to do. */
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

  /** Ends a call with an error in place of the server. */
  static void end(RelayedCall call, Error error) {
    call.end(status(error), trailers(error));
  }

  /**
   * Ends a stream in place of the server, by a {@code Closing} and by a status with the same error.
   */
  static void close(RelayedCall stream, Error error, Closing.Action action) {
    ContractCalls.inject(stream, closing(error, action, null));
    end(stream, error);
  }

  static Status status(Error error) {
    return Status.fromCodeValue(error.getCode()).withDescription(error.getMessage());
  }

  /** The trailers of a call that ends with this error. */
  static Metadata trailers(Error error) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(error.getCode())
            .setMessage(error.getMessage())
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setReason(reason(error))
                        .setDomain("charla.chat")
                        .build()));
    if (error.hasRetryDelay()) {
      status.addDetails(
          Any.pack(RetryInfo.newBuilder().setRetryDelay(error.getRetryDelay()).build()));
    }
    Metadata trailers = StatusProto.toStatusRuntimeException(status.build()).getTrailers();
    if (trailers == null) {
      throw new IllegalStateException();
    }
    return trailers;
  }

  private static String reason(Error error) {
    return error.getReasonValue() == FROM_THE_FUTURE
        ? "ERROR_REASON_FROM_THE_FUTURE"
        : error.getReason().name();
  }

  /** Replaces the kind of an event by a kind that no client knows. */
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
