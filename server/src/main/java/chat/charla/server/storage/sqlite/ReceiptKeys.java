package chat.charla.server.storage.sqlite;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Computes the keys of receipts. A key is a keyed hash (HMAC-SHA-256) of the timeline and the
 * client message id, cut to 96 bits. A client message id has up to 64 bytes, so without the hash it
 * would take most of a receipt's space.
 *
 * <p>If two sends had the same key, the server would treat the second as a repetition of the first.
 * Keys are compared only with those of the same author, so no identity can affect the sends of
 * another. An author with 100 million receipts has two equal keys with a probability of less than
 * one in ten trillion. A client cannot search for two ids with equal keys, because the hash depends
 * on a secret that never leaves the database. An attacker that can read the database gains nothing
 * from equal keys.
 *
 * <p>For one thread.
 */
final class ReceiptKeys {
  /** The size of a key in bytes. */
  static final int BYTES = 12;

  /** The size of the secret in bytes. */
  static final int SECRET_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final Mac mac;

  ReceiptKeys(byte[] secret) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(ALGORITHM + " cannot be used", e);
    }
  }

  /**
   * The key of the receipt of a send.
   *
   * @param timeline the number of the timeline
   */
  byte[] key(long timeline, String clientMessageId) {
    mac.update(ByteBuffer.allocate(Long.BYTES).putLong(timeline).flip());
    return Arrays.copyOf(mac.doFinal(clientMessageId.getBytes(StandardCharsets.UTF_8)), BYTES);
  }
}
