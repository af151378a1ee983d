package chat.charla.name;

/**
 * Unicode's condition Final_Sigma: in lower case, a capital sigma becomes a final sigma if a cased
 * letter stands before it and no cased letter after it. Case-ignorable characters between such a
 * letter and the sigma are skipped. Java instead looks for these letters up to the next word
 * boundary, so it also finds a letter beyond a digit, {@code _} or {@code -}.
 */
final class FinalSigma {
  private static final char CAPITAL = '\u03a3';
  private static final char SMALL = '\u03c3';
  private static final char FINAL = '\u03c2';

  /** The punctuation that Unicode counts as Case_Ignorable, because it may stand within a word. */
  private static final String IGNORABLE_PUNCTUATION =
      "'.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a";

  private FinalSigma() {}

  /** The lower case of a text in upper case. */
  static String lower(String upper) {
    // Only the capital i with a dot has another length in lower case. The upper-case text was made
    // from a lower-case text, which has two characters in place of that letter. So the sigmas have
    // the same indices in both texts.
    StringBuilder lower = new StringBuilder(CaseMapping.lower(upper.replace(CAPITAL, SMALL)));
    for (int i = upper.indexOf(CAPITAL); i >= 0; i = upper.indexOf(CAPITAL, i + 1)) {
      if (isAfterCased(upper, i) && !isBeforeCased(upper, i + 1)) {
        lower.setCharAt(i, FINAL);
      }
    }
    return lower.toString();
  }

  private static boolean isAfterCased(String text, int end) {
    int i = end;
    while (i > 0) {
      int codePoint = text.codePointBefore(i);
      if (!isIgnorable(codePoint)) {
        return CaseMapping.isCased(codePoint);
      }
      i -= Character.charCount(codePoint);
    }
    return false;
  }

  private static boolean isBeforeCased(String text, int begin) {
    int i = begin;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      if (!isIgnorable(codePoint)) {
        return CaseMapping.isCased(codePoint);
      }
      i += Character.charCount(codePoint);
    }
    return false;
  }

  /** Unicode's property Case_Ignorable. */
  private static boolean isIgnorable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.MODIFIER_LETTER,
          Character.MODIFIER_SYMBOL ->
          true;
      default -> IGNORABLE_PUNCTUATION.indexOf(codePoint) >= 0;
    };
  }
}
