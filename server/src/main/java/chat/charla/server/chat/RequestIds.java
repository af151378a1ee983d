package chat.charla.server.chat;

import chat.charla.server.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/** The rules for the request ids of commands. The result of a command has the same request id. */
final class RequestIds {
  private RequestIds() {}

  /** The reason to refuse a command with this id; null if there is none. */
  static @Nullable Refusal refusal(String requestId) {
    return truncated(requestId).length() == requestId.length()
        ? null
        : Refusal.argument(
            "request_id", "longer than " + ContractLimits.MAX_REQUEST_ID_BYTES + " bytes");
  }

  /** The request id of the command's result: this id, cut to the longest allowed length. */
  static String truncated(String requestId) {
    int bytes = 0;
    int end = 0;
    while (end < requestId.length()) {
      int codePoint = requestId.codePointAt(end);
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      if (bytes > ContractLimits.MAX_REQUEST_ID_BYTES) {
        return requestId.substring(0, end);
      }
      end += Character.charCount(codePoint);
    }
    return requestId;
  }
}
