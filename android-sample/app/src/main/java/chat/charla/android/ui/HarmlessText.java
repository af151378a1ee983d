package chat.charla.android.ui;

/**
 * Makes what others have written fit to be shown: without characters that control something, turn
 * the direction of what stands after them, or cannot be seen. So nobody can make a text look like
 * somebody else's.
 */
final class HarmlessText {
  private HarmlessText() {}

  /** A text of any number of lines. */
  static CharSequence text(String text) {
    StringBuilder harmless = new StringBuilder(text.length());
    for (int index = 0; index < text.length(); ) {
      int codePoint = text.codePointAt(index);
      if (codePoint == '\n' || codePoint == '\t' || isHarmless(codePoint)) {
        harmless.appendCodePoint(codePoint);
      } else if (codePoint == '\u2028' || codePoint == '\u2029') {
        harmless.append('\n');
      }
      index += Character.charCount(codePoint);
    }
    return harmless;
  }

  /** A name, on one line. */
  static String name(String name) {
    return text(name).toString().replace('\n', ' ').replace('\t', ' ');
  }

  private static boolean isHarmless(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      // Joiners make letters of some scripts, and many emoji; the others of this kind are bidi
      // marks and things that cannot be seen.
      case Character.FORMAT -> codePoint == '\u200C' || codePoint == '\u200D' || isTag(codePoint);
      default -> true;
    };
  }

  /** The tags in the flags of some countries. */
  private static boolean isTag(int codePoint) {
    return codePoint >= 0xE0020 && codePoint <= 0xE007F;
  }
}
