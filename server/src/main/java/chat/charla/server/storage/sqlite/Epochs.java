package chat.charla.server.storage.sqlite;

import java.security.SecureRandom;

/**
 * Generates epochs of timelines. Each epoch has 65 random bits, so two timelines practically never
 * have the same epoch.
 */
final class Epochs {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int LENGTH = 13;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Epochs() {}

  static String next() {
    StringBuilder epoch = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      epoch.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
    }
    return epoch.toString();
  }
}
