package chat.charla.client;

import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why a call or a stream failed. Immutable. */
public final class CallFailure {
  /** The parts of a failure that may be absent. */
  private static final class Details {
    ErrorReason reason = ErrorReason.ERROR_REASON_UNSPECIFIED;
    Map<String, String> metadata = Collections.emptyMap();
    String field = "";
    @Nullable Duration retryDelay;
    int httpStatus;
    @Nullable Throwable cause;
  }

  /** The beginning of gRPC's description of a response that is not a gRPC response. */
  private static final Pattern HTTP_STATUS = Pattern.compile("^HTTP status code ([0-9]{1,3})");

  private final Status.Code code;
  private final ErrorReason reason;
  private final String message;
  private final Map<String, String> metadata;
  private final String field;
  private final @Nullable Duration retryDelay;
  private final int httpStatus;
  private final @Nullable Throwable cause;

  private CallFailure(Status.Code code, String message, Details details) {
    this.code = code;
    this.message = message;
    this.reason = details.reason;
    this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(details.metadata));
    this.field = details.field;
    this.retryDelay = details.retryDelay;
    this.httpStatus = details.httpStatus;
    this.cause = details.cause;
  }

  /** A failure without a reason: a network failure, or one that the client detected itself. */
  public static CallFailure of(Status.Code code, String message) {
    return new CallFailure(code, message, new Details());
  }

  /** A refusal by the server, with its details. */
  public static CallFailure of(
      Status.Code code,
      ErrorReason reason,
      String message,
      Map<String, String> metadata,
      @Nullable Duration retryDelay) {
    Details details = new Details();
    details.reason = reason;
    details.metadata = metadata;
    details.retryDelay = retryDelay;
    return new CallFailure(code, message, details);
  }

  /** The refusal that an {@code Error} of the contract describes. */
  public static CallFailure fromError(Error error) {
    Details details = new Details();
    details.reason = error.getReason();
    details.metadata = error.getMetadataMap();
    details.field = error.getField();
    details.retryDelay = error.hasRetryDelay() ? Delays.fromProto(error.getRetryDelay()) : null;
    return new CallFailure(
        Status.fromCodeValue(error.getCode()).getCode(), error.getMessage(), details);
  }

  /**
   * The failure that a gRPC status describes.
   *
   * @param trailers contains the details, if there are any; details that cannot be parsed count as
   *     absent
   */
  public static CallFailure fromStatus(Status status, @Nullable Metadata trailers) {
    StatusDetails sent = StatusDetails.read(trailers);
    String description = status.getDescription();
    Throwable cause = status.getCause();
    String message = description != null ? description : "";
    Matcher http = HTTP_STATUS.matcher(message);
    int httpStatus = http.find() ? Integer.parseInt(http.group(1)) : 0;
    if (httpStatus != 0) {
      // Drop the headers and the body that follow in the description.
      message = http.group();
    }
    if (cause != null) {
      // The cause explains a broken connection, for example "Connection refused".
      message = message.isEmpty() ? cause.toString() : message + ": " + cause;
    }
    Details details = new Details();
    details.reason = sent.reason();
    details.metadata = sent.metadata();
    details.field = sent.field();
    details.retryDelay = sent.retryDelay();
    details.httpStatus = httpStatus;
    details.cause = cause;
    return new CallFailure(status.getCode(), message, details);
  }

  /**
   * The HTTP status of a response that is not gRPC, for example from a proxy in place of the chat
   * server; 0 if there was no such response.
   */
  public int httpStatus() {
    return httpStatus;
  }

  /** The gRPC status code. */
  public Status.Code code() {
    return code;
  }

  /**
   * The reason, as defined by the contract: {@code ERROR_REASON_UNSPECIFIED} if none was given,
   * {@code UNRECOGNIZED} if this client does not know the given reason.
   */
  public ErrorReason reason() {
    return reason;
  }

  /** A description in English, for developers and logs. */
  public String message() {
    return message;
  }

  /** Details, under the keys that the contract documents for the reason. Unmodifiable. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** The invalid field of the request, or empty. */
  public String field() {
    return field;
  }

  /** The minimum delay before a retry, or null if the server gave none. */
  public @Nullable Duration retryDelay() {
    return retryDelay;
  }

  /**
   * The exception that broke the connection, or null if the transport provides none. If the
   * exception or one of its causes is an {@code SSLException}, TLS has failed, in most cases
   * because the client did not accept the server's certificate.
   */
  public @Nullable Throwable cause() {
    return cause;
  }

  /** For NAME_TAKEN, a name that was free at that time; or null. */
  public @Nullable String suggestedName() {
    return metadata.get("suggested_name");
  }

  @Override
  public String toString() {
    String name = reason == ErrorReason.ERROR_REASON_UNSPECIFIED ? "" : " " + reason;
    String delay = retryDelay == null ? "" : " (retry after " + retryDelay + ")";
    return code + name + ": " + message + delay;
  }
}
