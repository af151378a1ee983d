package chat.charla.server.identity;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Derives and compares the tokens of sessions. The server does not store a token.
 *
 * <p>A token is the HMAC-SHA256 (RFC 2104) of the request id of the call that opens the session,
 * with a random key that is stored with the session. So a repetition of the call gets the same
 * token again, although the server stores only the hashes of the request id and of the token. A
 * reader of the database finds neither the id nor the token.
 */
public final class Tokens {
  /** The length of every token, in characters. */
  static final int LENGTH = 43;

  private static final int KEY_BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";

  private Tokens() {}

  /** A new key for {@link #derive}. */
  static ByteString newKey(RandomGenerator random) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return ByteString.copyFrom(key);
  }

  /** The token of this request id with this key: 43 characters of base64url. */
  static String derive(ByteString key, String requestId) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(key, requestId));
  }

  /** HMAC-SHA256 of the text in UTF-8: 32 bytes. */
  public static byte[] mac(ByteString key, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.toByteArray(), ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " cannot be used", e);
    }
  }

  /** Compares two texts in a time that depends only on their length. */
  public static boolean areEqual(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  /** Compares two hashes in a time that depends only on their length. */
  public static boolean areEqual(ByteString one, ByteString other) {
    return MessageDigest.isEqual(one.toByteArray(), other.toByteArray());
  }

  /**
   * The SHA-256 hash of a random secret such as a token or a request id, which the server stores
   * instead of the secret. The timing of a lookup by the hash tells an attacker nothing, because
   * the attacker can choose a token but not its hash.
   */
  public static ByteString hash(String secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteString.copyFrom(digest.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
