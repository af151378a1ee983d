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
  /** How gRPC's transports describe an answer that is not gRPC. */
  private static final Pattern HTTP_STATUS = Pattern.compile("^HTTP status code ([0-9]{1,3})");

  private final Status.Code code;
  private final ErrorReason reason;
  private final String message;
  private final Map<String, String> metadata;
  private final String field;
  private final @Nullable Duration retryDelay;
  private final int httpStatus;
  private final @Nullable Throwable cause;

  private CallFailure(
      Status.Code code,
      ErrorReason reason,
      String message,
      Map<String, String> metadata,
      String field,
      @Nullable Duration retryDelay,
      int httpStatus,
      @Nullable Throwable cause) {
    this.code = code;
    this.reason = reason;
    this.message = message;
    this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    this.field = field;
    this.retryDelay = retryDelay;
    this.httpStatus = httpStatus;
    this.cause = cause;
  }

  /** A failure without a reason: one of the network, or one that the client found itself. */
  public static CallFailure of(Status.Code code, String message) {
    return new CallFailure(
        code,
        ErrorReason.ERROR_REASON_UNSPECIFIED,
        message,
        Collections.emptyMap(),
        "",
        null,
        0,
        null);
  }

  /** A refusal by the server, with everything it says. */
  public static CallFailure of(
      Status.Code code,
      ErrorReason reason,
      String message,
      Map<String, String> metadata,
      @Nullable Duration retryDelay) {
    return new CallFailure(code, reason, message, metadata, "", retryDelay, 0, null);
  }

  /** The refusal that a stream carries as a message. */
  public static CallFailure fromError(Error error) {
    return new CallFailure(
        Status.fromCodeValue(error.getCode()).getCode(),
        error.getReason(),
        error.getMessage(),
        error.getMetadataMap(),
        error.getField(),
        error.hasRetryDelay() ? Delays.fromProto(error.getRetryDelay()) : null,
        0,
        null);
  }

  /**
   * The failure that a gRPC status tells.
   *
   * @param trailers where the details are, if there are any; details that cannot be read count as
   *     absent
   */
  public static CallFailure fromStatus(Status status, @Nullable Metadata trailers) {
    StatusDetails details = StatusDetails.read(trailers);
    String description = status.getDescription();
    Throwable cause = status.getCause();
    String message = description != null ? description : "";
    Matcher http = HTTP_STATUS.matcher(message);
    int httpStatus = http.find() ? Integer.parseInt(http.group(1)) : 0;
    if (httpStatus != 0) {
      // The headers and the page follow.
      message = http.group();
    }
    if (cause != null) {
      // A broken connection has its explanation here: "Connection refused" and the like.
      message = message.isEmpty() ? cause.toString() : message + ": " + cause;
    }
    return new CallFailure(
        status.getCode(),
        details.reason(),
        message,
        details.metadata(),
        details.field(),
        details.retryDelay(),
        httpStatus,
        cause);
  }

  /**
   * The HTTP status of an answer that is not gRPC, such as a proxy gives in place of the chat
   * server; 0 if there was none.
   */
  public int httpStatus() {
    return httpStatus;
  }

  /** The gRPC status code. */
  public Status.Code code() {
    return code;
  }

  /**
   * Why, as the contract names it: {@code ERROR_REASON_UNSPECIFIED} if no reason was given, {@code
   * UNRECOGNIZED} if one was given that this client does not know.
   */
  public ErrorReason reason() {
    return reason;
  }

  /** Why, in English, for developers and logs. */
  public String message() {
    return message;
  }

  /** Details, by the names that the reason's comment gives. Unmodifiable. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** The field of the request to blame, or empty. */
  public String field() {
    return field;
  }

  /** How long to wait before a repetition helps, or null if the server said nothing about it. */
  public @Nullable Duration retryDelay() {
    return retryDelay;
  }

  /**
   * What broke the connection, as far as the transport tells it, or null. An {@code SSLException}
   * here, or as a cause of it, says that the server could not prove who it is.
   */
  public @Nullable Throwable cause() {
    return cause;
  }

  /** For NAME_TAKEN, a name that was free then; or null. */
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
