package chat.charla.server.identity;

import java.util.random.RandomGenerator;

/** Generates ids that clients may see, such as those of identities and sessions. */
public final class Ids {
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int LENGTH = 10;

  private Ids() {}

  /** A random id. The caller must check that it is not taken. */
  public static String random(RandomGenerator random) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      letters.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return letters.toString();
  }

  /** Whether this text has the form of a generated id. */
  public static boolean isWellFormed(String text) {
    return text.length() == LENGTH
        && text.chars().allMatch(letter -> ALPHABET.indexOf(letter) >= 0);
  }
}
