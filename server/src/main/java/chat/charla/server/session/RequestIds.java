package chat.charla.server.session;

import chat.charla.server.room.Rejection;
import org.jspecify.annotations.Nullable;

/** The ids by which clients know the results of their commands. */
final class RequestIds {
  private RequestIds() {}

  /** Why a command with this id is refused; null if it is not. */
  static @Nullable Rejection fault(String requestId) {
    return told(requestId).length() == requestId.length()
        ? null
        : Rejection.argument("request_id", "longer than " + Chat.MAX_REQUEST_ID_BYTES + " bytes");
  }

  /** The id, or the beginning of one that is too long: what its client is told. */
  static String told(String requestId) {
    int bytes = 0;
    int end = 0;
    while (end < requestId.length()) {
      int codePoint = requestId.codePointAt(end);
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      if (bytes > Chat.MAX_REQUEST_ID_BYTES) {
        return requestId.substring(0, end);
      }
      end += Character.charCount(codePoint);
    }
    return requestId;
  }
}
