package chat.charla.server.room;

import chat.charla.server.name.Verdict;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal, as the contract's {@code Error} tells it.
 *
 * @param message for developers; never the text of a message, never a token
 * @param metadata details by the names that the contract gives for the reason
 * @param field the request's field to blame, or empty
 * @param retryDelay how long to wait where waiting helps
 */
public record Rejection(
    ErrorReason reason,
    String message,
    Map<String, String> metadata,
    String field,
    @Nullable Duration retryDelay) {

  /** How soon a client may try again when storing failed. */
  private static final Duration STORAGE_RETRY = Duration.ofSeconds(1);

  /** How soon it may try again when the server is full, or going down. */
  private static final Duration SERVER_RETRY = Duration.ofSeconds(5);

  /** By then calls that hold too much have been given up, or answers have been taken. */
  private static final Duration MEMORY_RETRY = Duration.ofSeconds(1);

  private static final Duration RESTART_RETRY = Duration.ofMillis(500);

  public Rejection {
    metadata = Map.copyOf(metadata);
  }

  public static Rejection of(ErrorReason reason, String message) {
    return new Rejection(reason, message, Map.of(), "", null);
  }

  /** A refusal that is a field's fault. */
  public static Rejection field(ErrorReason reason, String field, String message) {
    return new Rejection(reason, message, Map.of(), field, null);
  }

  /** A name that breaks a rule. */
  public static Rejection badName(ErrorReason reason, String field, Verdict.Refused refused) {
    Rejection rejection =
        field(reason, field, refused.rule().description()).with("rule", refused.rule().tag());
    return refused.codePoint() == Verdict.Refused.NONE
        ? rejection
        : rejection.with("code_point", String.format("U+%04X", refused.codePoint()));
  }

  /** Something failed that must not: a bug, of which the client learns no more. */
  public static Rejection internal() {
    return of(ErrorReason.ERROR_REASON_INTERNAL, "the server has failed; the outcome is unknown");
  }

  /** A request, or a command of a stream, is longer than this. */
  public static Rejection requestTooLarge(int maxBytes) {
    return of(
            ErrorReason.ERROR_REASON_REQUEST_TOO_LARGE,
            "the request is longer than " + maxBytes + " bytes")
        .with("max_bytes", Integer.toString(maxBytes));
  }

  /** What arrived is not one request of its method. */
  public static Rejection requestUnreadable() {
    return of(
        ErrorReason.ERROR_REASON_REQUEST_UNREADABLE,
        "not one message of the type that the method takes");
  }

  /** A request has begun and not arrived in this time. */
  public static Rejection requestIncomplete(Duration time) {
    return of(
        ErrorReason.ERROR_REASON_REQUEST_INCOMPLETE, "the request has not arrived in " + time);
  }

  /** A command or a method that this server does not know. */
  public static Rejection commandUnknown() {
    return of(
        ErrorReason.ERROR_REASON_COMMAND_UNKNOWN,
        "no command or method, or one that this server does not know");
  }

  /** A field breaks a rule that has no reason of its own. */
  public static Rejection argument(String field, String message) {
    return field(ErrorReason.ERROR_REASON_ARGUMENT_INVALID, field, message);
  }

  public static Rejection storageUnavailable() {
    return new Rejection(
        ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE,
        "storing failed; the outcome is unknown: repeat with the same id",
        Map.of(),
        "",
        STORAGE_RETRY);
  }

  /**
   * A send that has to wait for an earlier one.
   *
   * @param earlier what that one was refused with
   * @param left how much of its delay is left
   */
  public static Rejection blocked(Rejection earlier, Duration left) {
    return new Rejection(
        earlier.reason,
        "an earlier message to the same timeline has to be repeated first",
        earlier.metadata,
        "",
        left);
  }

  public static Rejection serverFull(String what) {
    return new Rejection(
        ErrorReason.ERROR_REASON_SERVER_FULL,
        "the server takes no more " + what,
        Map.of(),
        "",
        SERVER_RETRY);
  }

  /**
   * Too much in too short a time.
   *
   * @param limit what there is too much of
   * @param scope whose limit it is
   */
  public static Rejection rateLimited(String limit, String scope, Duration delay) {
    return of(
            ErrorReason.ERROR_REASON_RATE_LIMITED,
            "too many " + limit + " of one " + scope + " in too short a time")
        .with("limit", limit)
        .with("scope", scope)
        .retryAfter(delay);
  }

  /**
   * There is no room for the answer.
   *
   * @param scope whose share of the memory is used up
   */
  public static Rejection outOfMemory(String scope) {
    return of(
            ErrorReason.ERROR_REASON_RATE_LIMITED,
            "the server holds too much for one " + scope + " already")
        .with("limit", "memory")
        .with("scope", scope)
        .retryAfter(MEMORY_RETRY);
  }

  public static Rejection tooManyRooms(int most) {
    return of(
            ErrorReason.ERROR_REASON_TOO_MANY_ROOMS,
            "in as many rooms as one may be in; leave one first")
        .with("max_rooms", Integer.toString(most));
  }

  public static Rejection serverDraining() {
    return new Rejection(
        ErrorReason.ERROR_REASON_SERVER_DRAINING,
        "the server is shutting down",
        Map.of(),
        "",
        RESTART_RETRY);
  }

  public static Rejection roomNotFound() {
    return field(ErrorReason.ERROR_REASON_ROOM_NOT_FOUND, "room", "nobody has made this room");
  }

  public static Rejection notAMember(String room) {
    return field(ErrorReason.ERROR_REASON_NOT_A_MEMBER, "room", "not in the room " + room);
  }

  public static Rejection nameLost() {
    return of(
        ErrorReason.ERROR_REASON_NAME_LOST,
        "the lease has run out and somebody else holds the name; join with another");
  }

  public static Rejection sessionEnded() {
    return of(ErrorReason.ERROR_REASON_SESSION_ENDED, "the identity has left");
  }

  /** The same, with one more detail. */
  public Rejection with(String key, String value) {
    Map<String, String> more = new HashMap<>(metadata);
    more.put(key, value);
    return new Rejection(reason, message, more, field, retryDelay);
  }

  /** The same, with a time after which trying again may help. */
  public Rejection retryAfter(Duration delay) {
    return new Rejection(reason, message, metadata, field, delay);
  }
}
