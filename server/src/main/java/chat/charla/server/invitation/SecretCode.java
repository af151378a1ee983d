package chat.charla.server.invitation;

import chat.charla.server.identity.Tokens;
import com.google.protobuf.ByteString;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Codes that people give to each other and type: 20 digits in groups. A code has 100 random bits.
 * So an attacker can neither guess a code, nor find it from its hash. The server stores only the
 * hashes of codes.
 */
public final class SecretCode {
  /** The digits of Crockford's base 32. Letters that people confuse with others are missing. */
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private static final int GROUPS = 4;
  private static final int GROUP = 5;
  private static final int LENGTH = GROUPS * (GROUP + 1) - 1;

  private SecretCode() {}

  /**
   * Generates a code.
   *
   * @param random a cryptographically secure source
   */
  public static String generate(RandomGenerator random) {
    StringBuilder code = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      boolean hyphen = i % (GROUP + 1) == GROUP;
      code.append(hyphen ? '-' : ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return code.toString();
  }

  /**
   * The hash of a code as a user enters it. A text that is too long is not a code; it has the hash
   * of an empty text.
   *
   * @param purpose what the code is for, so that codes for other purposes have other hashes
   */
  public static ByteString hash(String purpose, String entered) {
    String code =
        entered.length() > 2 * LENGTH
            ? ""
            : entered
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\s-]", "")
                .replace('o', '0')
                .replaceAll("[il]", "1");
    return Tokens.hash(purpose + " code " + code);
  }
}
