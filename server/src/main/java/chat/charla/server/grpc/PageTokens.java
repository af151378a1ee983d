package chat.charla.server.grpc;

import chat.charla.server.room.Outcome;
import chat.charla.server.room.Rejection;
import chat.charla.v1.ErrorReason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Page tokens: where the next page starts, tied to the request that they were given for. They are
 * opaque to clients but no secret.
 */
final class PageTokens {
  private static final char SEPARATOR = '\n';

  private PageTokens() {}

  /**
   * The token for a position.
   *
   * @param request what must be unchanged in the next request
   * @param position empty at the end, which has no token
   */
  static String encode(String request, String position) {
    if (position.isEmpty()) {
      return "";
    }
    byte[] content = (request + SEPARATOR + position).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
  }

  /** The position that a token stands for; empty for the empty token, which means the beginning. */
  static Outcome<String> decode(String request, String token) {
    if (token.isEmpty()) {
      return Outcome.done("");
    }
    try {
      String content = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (content.startsWith(request + SEPARATOR) && encodes(request, content, token)) {
        return Outcome.done(content.substring(request.length() + 1));
      }
    } catch (IllegalArgumentException notBase64) {
      // Falls through: whatever it is, we did not make it.
    }
    return Outcome.refused(
        Rejection.field(
            ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID,
            "page_token",
            "not a token of this server for this request"));
  }

  private static boolean encodes(String request, String content, String token) {
    return encode(request, content.substring(request.length() + 1)).equals(token);
  }
}
