package chat.charla.android.ui;

/**
 * Makes text of other users safe to show: it removes control characters, marks that change the
 * direction of text, and invisible characters. With these characters, one user could imitate the
 * name or the text of another user.
 */
final class HarmlessText {
  private HarmlessText() {}

  /** Returns a text that is safe to show. It may have several lines. */
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

  /** Returns a name that is safe to show, on one line. */
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
      // Some scripts and many emoji need joiners. The other characters of this type are invisible,
      // or change the direction of text.
      case Character.FORMAT -> codePoint == '\u200C' || codePoint == '\u200D' || isTag(codePoint);
      default -> true;
    };
  }

  /** Whether the code point is a tag character. The emoji of some flags contain tag characters. */
  private static boolean isTag(int codePoint) {
    return codePoint >= 0xE0020 && codePoint <= 0xE007F;
  }
}
