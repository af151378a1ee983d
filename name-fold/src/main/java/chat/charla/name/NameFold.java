package chat.charla.name;

import java.util.Locale;

/**
 * The name folding by Unicode 17, which the contract defines under "Names" as f. Two names of
 * users, or of rooms, are the same if their folded forms are equal.
 *
 * <p>All valid names are folded by Unicode 17. An invalid name may be folded differently if it has
 * marks that are newer than Java's version of Unicode: Java's tables decide the order of these
 * marks, and whether a sigma beside them is final.
 */
public final class NameFold {
  /** An input with more UTF-16 units cannot normalise to a valid name. */
  public static final int MAX_LENGTH = 256;

  private static final char FIRST_AFTER_ASCII = '\u0080';

  private NameFold() {}

  /**
   * The folded form of a name. A text that is too long for any name is returned unchanged:
   * normalisation takes quadratic time in the number of combining marks, about ten seconds for the
   * largest request.
   */
  public static String fold(String name) {
    if (name.length() > MAX_LENGTH) {
      return name;
    }
    if (isAscii(name)) {
      return name.toLowerCase(Locale.ROOT);
    }
    // Some letters are equal only in upper case (final sigma, dotless i). The name is mapped to
    // lower case first, because only the small sharp s becomes SS in upper case.
    String upper = CaseMapping.upper(CaseMapping.lower(name));
    return Composition.compose(FinalSigma.lower(upper));
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= FIRST_AFTER_ASCII) {
        return false;
      }
    }
    return true;
  }
}
