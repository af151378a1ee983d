package chat.charla.server.session;

import chat.charla.server.room.Outcome;
import chat.charla.server.room.Rejection;
import chat.charla.v1.ErrorReason;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Page tokens: where the next page starts, and the proof that this server has said so to this
 * identity for this request. They are opaque to clients but no secret.
 *
 * <p>The proof is the beginning of an HMAC-SHA256 under the key that is kept with the identity, so
 * a token is valid after a restart. Session tokens are made with the same key, of a UUID; what is
 * authenticated here begins with a word that no UUID begins with.
 */
final class PageTokens {
  private static final String PURPOSE = "page\n";
  private static final int PROOF_BYTES = 16;

  private PageTokens() {}

  /**
   * The token for a position.
   *
   * @param key the identity's
   * @param request what must be unchanged in the next request
   * @param position empty at the end, which has no token
   */
  static String encode(ByteString key, String request, String position) {
    if (position.isEmpty()) {
      return "";
    }
    byte[] start = position.getBytes(StandardCharsets.UTF_8);
    byte[] token = Arrays.copyOf(proof(key, request, position), PROOF_BYTES + start.length);
    System.arraycopy(start, 0, token, PROOF_BYTES, start.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** The position that a token stands for; empty for the empty token, which means the beginning. */
  static Outcome<String> decode(ByteString key, String request, String token) {
    if (token.isEmpty()) {
      return Outcome.done("");
    }
    String position = position(token);
    // One position has one token: another form of the same bytes is none.
    if (!position.isEmpty() && Tokens.areEqual(token, encode(key, request, position))) {
      return Outcome.done(position);
    }
    return Outcome.refused(
        Rejection.field(
            ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID,
            "page_token",
            "not a token that this server has given to this session for this request"));
  }

  /** What stands for the position in this token; empty if it is not of the form of a token. */
  private static String position(String token) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      return bytes.length <= PROOF_BYTES
          ? ""
          : new String(bytes, PROOF_BYTES, bytes.length - PROOF_BYTES, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      return "";
    }
  }

  private static byte[] proof(ByteString key, String request, String position) {
    return Arrays.copyOf(Tokens.mac(key, PURPOSE + request + "\n" + position), PROOF_BYTES);
  }
}
