package chat.charla.client;

import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Limits;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Refuses commands that the server would refuse, before they are sent. Without this check, a
 * message that is too large for the transport would break every stream on which it is sent.
 */
final class LocalLimits {
  /**
   * The longest name or id that the client sends, in UTF-16 units: far above any valid length, and
   * far below a transport's message limit.
   */
  private static final int MAX_NAME_CHARS = 1024;

  private static final int NOT_UNICODE = -1;

  private LocalLimits() {}

  /**
   * Checks a message.
   *
   * @param limits the server's limits, or null if they are not known yet
   * @return the refusal, or null if the message passes
   */
  static @Nullable Error checkMessage(PendingMessage message, @Nullable Limits limits) {
    Target target = message.target();
    String text = message.text();
    String id = message.clientMessageId();
    if (id.length() > MAX_NAME_CHARS || utf8Length(id) == NOT_UNICODE) {
      return error(
              ErrorReason.ERROR_REASON_MESSAGE_ID_INVALID,
              "the id is not valid",
              "client_message_id")
          .build();
    }
    if (target.value().length() > MAX_NAME_CHARS) {
      ErrorReason reason =
          target.kind() == Target.Kind.ROOM
              ? ErrorReason.ERROR_REASON_ROOM_NOT_FOUND
              : ErrorReason.ERROR_REASON_USER_NOT_FOUND;
      return error(reason, "the name or id is too long", target.kind().field()).build();
    }
    if (WhiteSpace.isBlank(text)) {
      return error(ErrorReason.ERROR_REASON_MESSAGE_EMPTY, "the text is blank", "text").build();
    }
    int bytes = utf8Length(text);
    if (bytes == NOT_UNICODE) {
      return error(
              ErrorReason.ERROR_REASON_ARGUMENT_INVALID, "the text is not valid Unicode", "text")
          .build();
    }
    if (limits == null) {
      return null;
    }
    if (isWithin(text.codePointCount(0, text.length()), limits.getMaxTextCodePoints())
        && isWithin(bytes, limits.getMaxTextBytes())) {
      return isRequestWithin(message.toRequest().getSerializedSize(), limits)
          ? null
          : error(ErrorReason.ERROR_REASON_REQUEST_TOO_LARGE, "the request is too long", "")
              .putMetadata("max_bytes", Integer.toString(limits.getMaxRequestBytes()))
              .build();
    }
    return error(ErrorReason.ERROR_REASON_MESSAGE_TOO_LARGE, "the text is too long", "text")
        .putMetadata("max_code_points", Integer.toString(limits.getMaxTextCodePoints()))
        .putMetadata("max_bytes", Integer.toString(limits.getMaxTextBytes()))
        .build();
  }

  /** Checks the name of a room for length and valid Unicode only; the server checks the rest. */
  static @Nullable Error checkRoom(String room) {
    return room.length() <= MAX_NAME_CHARS && utf8Length(room) != NOT_UNICODE
        ? null
        : error(ErrorReason.ERROR_REASON_ROOM_NAME_INVALID, "the name is not valid", "room")
            .build();
  }

  /** Checks the name of a user for length and valid Unicode only; the server checks the rest. */
  static @Nullable Error checkUserName(String name) {
    return name.length() <= MAX_NAME_CHARS && utf8Length(name) != NOT_UNICODE
        ? null
        : error(ErrorReason.ERROR_REASON_NAME_INVALID, "the name is not valid", "name").build();
  }

  /** Whether the server accepts a command of this many bytes. */
  static boolean isRequestWithin(int bytes, @Nullable Limits limits) {
    return limits == null || isWithin(bytes, limits.getMaxRequestBytes());
  }

  /** Whether the server recognises a repetition of a message that was first sent this long ago. */
  static boolean isRepetitionWithin(long ageMillis, @Nullable Limits limits) {
    return limits == null
        || !limits.hasRepetitionWindow()
        || ageMillis / 1000 < limits.getRepetitionWindow().getSeconds();
  }

  /** Whether a length is within a limit. A limit of 0 means that the server has sent none. */
  private static boolean isWithin(int length, int limit) {
    return limit <= 0 || length <= limit;
  }

  private static Error.Builder error(ErrorReason reason, String message, String field) {
    return Error.newBuilder()
        .setReason(reason)
        .setCode(codeOf(reason).value())
        .setMessage(message)
        .setField(field);
  }

  /** The status code that the contract assigns to a reason that this class uses. */
  private static Status.Code codeOf(ErrorReason reason) {
    return reason == ErrorReason.ERROR_REASON_USER_NOT_FOUND
            || reason == ErrorReason.ERROR_REASON_ROOM_NOT_FOUND
        ? Status.Code.NOT_FOUND
        : Status.Code.INVALID_ARGUMENT;
  }

  /**
   * The length of a text in UTF-8 bytes, or {@link #NOT_UNICODE} if the text contains an unpaired
   * surrogate.
   */
  private static int utf8Length(String text) {
    int bytes = 0;
    for (int index = 0; index < text.length(); ) {
      int codePoint = text.codePointAt(index);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        return NOT_UNICODE;
      }
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      index += Character.charCount(codePoint);
    }
    return bytes;
  }
}
