package chat.charla.server.room;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * The rules for names of users and rooms: 1–32 code points in NFC, each a letter, a digit, '_', '.'
 * or '-'.
 */
public final class NameRules {
  /** Longest name, in code points. */
  public static final int MAX_CODE_POINTS = 32;

  /**
   * More UTF-16 units than this cannot normalise to a valid name; it bounds the work on bad input.
   */
  private static final int MAX_INPUT_LENGTH = 8 * MAX_CODE_POINTS;

  private NameRules() {}

  /** The name in NFC, or empty if it breaks the rules. */
  public static Optional<String> accept(String name) {
    if (name.length() > MAX_INPUT_LENGTH) {
      return Optional.empty();
    }
    String normalized = Normalizer.normalize(name, Normalizer.Form.NFC);
    int length = normalized.codePointCount(0, normalized.length());
    boolean valid =
        length >= 1
            && length <= MAX_CODE_POINTS
            && normalized.codePoints().allMatch(NameRules::allowed);
    return valid ? Optional.of(normalized) : Optional.empty();
  }

  /** What two names that count as the same have in common. */
  public static String fold(String name) {
    // Upper case first: some letters agree only there (the final sigma, the dotless i).
    String folded = name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }

  private static boolean allowed(int codePoint) {
    return Character.isLetter(codePoint)
        || Character.isDigit(codePoint)
        || codePoint == '_'
        || codePoint == '.'
        || codePoint == '-';
  }
}
