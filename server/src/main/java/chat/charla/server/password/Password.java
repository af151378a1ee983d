package chat.charla.server.password;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A password in the form in which it is hashed: normalised, in UTF-8. {@link #close} overwrites it.
 *
 * <p>A password is put into Normalization Form C, as RFC 8265 does, because keyboards and systems
 * compose characters differently. The form KC, which NIST SP 800-63B proposes, would also make
 * different characters equal, such as ² and 2, although people type them on purpose.
 *
 * <p>Overwriting is best effort: the request of the client holds the password as a String, which
 * cannot be overwritten, until the request is answered and the heap is collected.
 */
final class Password implements AutoCloseable {
  /** The shortest new password, after normalisation. */
  static final int MIN_CODE_POINTS = 8;

  /** The longest password, after normalisation. */
  static final int MAX_CODE_POINTS = 256;

  /**
   * The longest text that is normalised, in UTF-16 units. Each code point of a normalised password
   * may be typed as up to four units. The limit is necessary, because normalisation takes quadratic
   * time in the number of combining marks.
   */
  static final int MAX_LENGTH = 4 * MAX_CODE_POINTS;

  private final byte[] bytes;

  private Password(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The password; empty if the text is longer than any password. */
  static Optional<Password> of(String text) {
    return text.length() > MAX_LENGTH
        ? Optional.empty()
        : Optional.of(new Password(normalise(text).getBytes(StandardCharsets.UTF_8)));
  }

  /** The normalised form of a text with at most {@link #MAX_LENGTH} UTF-16 units. */
  static String normalise(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  /** The bytes to hash. The caller must not change them. */
  byte[] bytes() {
    return bytes;
  }

  /** Overwrites the password. */
  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }
}
