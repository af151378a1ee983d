package chat.charla.client;

import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;

/** The status codes of the contract's reasons, as a server sends them. */
final class ReasonCodes {

  private ReasonCodes() {}

  /** Returns the error. If it has no code, it gets the code of its reason. */
  static Error.Builder complete(Error.Builder error) {
    return error.getCode() != 0 ? error : error.setCode(codeOf(error.getReason()).value());
  }

  /** The status code that the contract assigns to a reason. */
  static Status.Code codeOf(ErrorReason reason) {
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
          ERROR_REASON_SCOPE_MISSING,
          ERROR_REASON_DIRECT_REFUSED,
          ERROR_REASON_ROLE_TOO_LOW,
          ERROR_REASON_BANNED,
          ERROR_REASON_MUTED ->
          Status.Code.PERMISSION_DENIED;
      case ERROR_REASON_SERVER_FULL, ERROR_REASON_RATE_LIMITED, ERROR_REASON_TOO_MANY_ROLES ->
          Status.Code.RESOURCE_EXHAUSTED;
      case ERROR_REASON_STORAGE_UNAVAILABLE,
          ERROR_REASON_SERVER_DRAINING,
          ERROR_REASON_ISSUER_UNAVAILABLE ->
          Status.Code.UNAVAILABLE;
      case ERROR_REASON_REQUEST_INCOMPLETE -> Status.Code.DEADLINE_EXCEEDED;
      case ERROR_REASON_INTERNAL -> Status.Code.INTERNAL;
      case ERROR_REASON_UNSPECIFIED, UNRECOGNIZED -> Status.Code.UNKNOWN;
    };
  }
}
