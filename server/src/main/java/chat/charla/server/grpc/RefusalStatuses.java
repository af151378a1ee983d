package chat.charla.server.grpc;

import chat.charla.server.refusal.Refusal;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;

/**
 * Converts refusals to the contract's {@code Error} message and to gRPC statuses, and has the table
 * from reasons to status codes.
 */
final class RefusalStatuses {
  private static final String DOMAIN = "charla.chat";

  private RefusalStatuses() {}

  /** The status code of a reason. */
  static Status.Code code(ErrorReason reason) {
    return switch (reason) {
      case ERROR_REASON_NAME_TAKEN, ERROR_REASON_CREDENTIAL_IN_USE -> Status.Code.ALREADY_EXISTS;
      case ERROR_REASON_NAME_INVALID,
          ERROR_REASON_REQUEST_ID_INVALID,
          ERROR_REASON_REQUEST_ID_REUSED,
          ERROR_REASON_OPEN_REPEATED,
          ERROR_REASON_MESSAGE_EMPTY,
          ERROR_REASON_MESSAGE_TOO_LARGE,
          ERROR_REASON_MESSAGE_ID_INVALID,
          ERROR_REASON_MESSAGE_ID_REUSED,
          ERROR_REASON_ROOM_NAME_INVALID,
          ERROR_REASON_PAGE_TOKEN_INVALID,
          ERROR_REASON_ARGUMENT_INVALID,
          ERROR_REASON_REQUEST_TOO_LARGE,
          ERROR_REASON_REQUEST_UNREADABLE,
          ERROR_REASON_PASSWORD_INVALID ->
          Status.Code.INVALID_ARGUMENT;
      case ERROR_REASON_NAME_LOST,
          ERROR_REASON_TOO_MANY_ROOMS,
          ERROR_REASON_ROOM_DAMAGED,
          ERROR_REASON_ACCOUNT_REQUIRED,
          ERROR_REASON_TRANSPORT_INSECURE,
          ERROR_REASON_REGISTRATION_CLOSED,
          ERROR_REASON_ALREADY_REGISTERED,
          ERROR_REASON_BACKUP_FAILED,
          ERROR_REASON_RELOAD_FAILED,
          ERROR_REASON_TOO_MANY_ACCESS_TOKENS,
          ERROR_REASON_INVITATION_INVALID,
          ERROR_REASON_TOO_MANY_INVITATIONS,
          ERROR_REASON_NOT_REGISTERED,
          ERROR_REASON_CERTIFICATE_MISSING,
          ERROR_REASON_LAST_CREDENTIAL,
          ERROR_REASON_LAST_OWNER ->
          Status.Code.FAILED_PRECONDITION;
      case ERROR_REASON_SESSION_MISSING,
          ERROR_REASON_SESSION_EXPIRED,
          ERROR_REASON_SESSION_ENDED,
          ERROR_REASON_LOGIN_REFUSED,
          ERROR_REASON_SESSION_REVOKED ->
          Status.Code.UNAUTHENTICATED;
      case ERROR_REASON_STREAM_SUPERSEDED -> Status.Code.ABORTED;
      case ERROR_REASON_COMMAND_UNKNOWN -> Status.Code.UNIMPLEMENTED;
      case ERROR_REASON_USER_NOT_FOUND, ERROR_REASON_ROOM_NOT_FOUND -> Status.Code.NOT_FOUND;
      case ERROR_REASON_NOT_A_MEMBER,
          ERROR_REASON_ADMIN_REQUIRED,
          ERROR_REASON_ACCOUNT_SUSPENDED,
          ERROR_REASON_ADDRESS_BANNED,
          ERROR_REASON_ROLE_TOO_LOW,
          ERROR_REASON_BANNED,
          ERROR_REASON_MUTED,
          ERROR_REASON_SCOPE_MISSING,
          ERROR_REASON_DIRECT_REFUSED ->
          Status.Code.PERMISSION_DENIED;
      case ERROR_REASON_SERVER_FULL, ERROR_REASON_RATE_LIMITED, ERROR_REASON_TOO_MANY_ROLES ->
          Status.Code.RESOURCE_EXHAUSTED;
      case ERROR_REASON_STORAGE_UNAVAILABLE,
          ERROR_REASON_SERVER_DRAINING,
          ERROR_REASON_ISSUER_UNAVAILABLE ->
          Status.Code.UNAVAILABLE;
      case ERROR_REASON_REQUEST_INCOMPLETE -> Status.Code.DEADLINE_EXCEEDED;
      case ERROR_REASON_INTERNAL, ERROR_REASON_UNSPECIFIED, UNRECOGNIZED -> Status.Code.INTERNAL;
    };
  }

  /** The refusal as the contract's own message, for use within a stream. */
  static Error error(Refusal refusal) {
    Error.Builder error =
        Error.newBuilder()
            .setReason(refusal.reason())
            .setCode(code(refusal.reason()).value())
            .setMessage(refusal.message())
            .putAllMetadata(refusal.metadata())
            .setField(refusal.field());
    if (refusal.retryDelay() != null) {
      error.setRetryDelay(duration(refusal.retryDelay()));
    }
    return error.build();
  }

  /** The refusal as the status of a call, with gRPC's standard error details. */
  static StatusException status(Refusal refusal) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(code(refusal.reason()).value())
            .setMessage(refusal.message())
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setReason(refusal.reason().name())
                        .setDomain(DOMAIN)
                        .putAllMetadata(refusal.metadata())
                        .build()));
    if (!refusal.field().isEmpty()) {
      status.addDetails(
          Any.pack(
              BadRequest.newBuilder()
                  .addFieldViolations(
                      BadRequest.FieldViolation.newBuilder()
                          .setField(refusal.field())
                          .setDescription(refusal.message()))
                  .build()));
    }
    if (refusal.retryDelay() != null) {
      status.addDetails(
          Any.pack(RetryInfo.newBuilder().setRetryDelay(duration(refusal.retryDelay())).build()));
    }
    return StatusProto.toStatusException(status.build());
  }

  static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
