package chat.charla.server.chat;

import chat.charla.server.identity.Tokens;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.ErrorReason;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Encodes and decodes page tokens. A token has the start of the next page, and a proof that this
 * server has issued the token to this identity for this request. Tokens are opaque to clients but
 * not secret.
 *
 * <p>The proof is the beginning of an HMAC-SHA256 with the key that is stored with the identity, so
 * a token stays valid after a restart. A session token is the HMAC of a UUID with the same key. The
 * two HMACs never have the same input, because the input of the proof begins with a word that is
 * not part of a UUID.
 */
final class PageTokens {
  private static final String PURPOSE = "page\n";
  private static final int PROOF_BYTES = 16;

  /** The key of the page tokens of all administrators, because each of them may read all pages. */
  static final ByteString ADMINISTRATORS_KEY = ByteString.copyFromUtf8("administrators");

  private PageTokens() {}

  /**
   * The token for a position.
   *
   * @param key the identity's key
   * @param request the parts of the request that must be the same in the request for the next page
   * @param position the start of the next page; empty at the end of the list, where there is no
   *     token
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

  /** The position in a token; empty for the empty token, which means the beginning. */
  static Outcome<String> decode(ByteString key, String request, String token) {
    if (token.isEmpty()) {
      return Outcome.done("");
    }
    String position = position(token);
    // Each position has one token: another base64 form of the same bytes is invalid.
    if (!position.isEmpty() && Tokens.areEqual(token, encode(key, request, position))) {
      return Outcome.done(position);
    }
    return Outcome.refused(
        Refusal.field(
            ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID,
            "page_token",
            "this server has not issued this token to this session for this request"));
  }

  /** The position in this token, without a check of the proof; empty if the token is malformed. */
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
