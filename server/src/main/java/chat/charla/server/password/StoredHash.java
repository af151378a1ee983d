package chat.charla.server.password;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hash of a password as it is stored: in the PHC string format, such as {@code
 * $argon2id$v=19$m=19456,t=2,p=1$salt$tag}. The string has everything that is needed to check a
 * password, so hashes with other parameters remain valid when {@link HashParameters#CURRENT}
 * changes.
 */
final class StoredHash {
  private static final Pattern FORMAT =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,9})"
              + "\\$([A-Za-z0-9+/]{11,64})\\$([A-Za-z0-9+/]{16,128})");
  private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getDecoder();

  private final HashParameters parameters;
  private final byte[] salt;
  private final byte[] tag;

  StoredHash(HashParameters parameters, byte[] salt, byte[] tag) {
    this.parameters = parameters;
    this.salt = salt;
    this.tag = tag;
  }

  /**
   * Reads a stored hash.
   *
   * @throws IllegalArgumentException if the text is not a hash
   */
  static StoredHash parse(String text) {
    Matcher parts = FORMAT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not a hash of a password");
    }
    return new StoredHash(
        new HashParameters(number(parts, 1), number(parts, 2), number(parts, 3)),
        DECODER.decode(parts.group(4)),
        DECODER.decode(parts.group(5)));
  }

  private static int number(Matcher parts, int group) {
    return Integer.parseInt(parts.group(group));
  }

  HashParameters parameters() {
    return parameters;
  }

  byte[] salt() {
    return salt.clone();
  }

  byte[] tag() {
    return tag.clone();
  }

  /** The form in which the hash is stored. */
  @Override
  public String toString() {
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            parameters.memoryKib(),
            parameters.passes(),
            parameters.lanes(),
            ENCODER.encodeToString(salt),
            ENCODER.encodeToString(tag));
  }
}
