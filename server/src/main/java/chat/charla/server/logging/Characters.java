package chat.charla.server.logging;

/** Characters that must not reach a log or a terminal. */
public final class Characters {
  private static final int REPLACEMENT = 0xFFFD;

  private Characters() {}

  /**
   * Replaces the characters by which a text could begin another line, control a terminal, or hide a
   * part of its content. Also replaces half surrogate pairs, so that every encoding can represent
   * the result.
   */
  public static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(codePoint -> line.appendCodePoint(isHarmful(codePoint) ? REPLACEMENT : codePoint));
    return line.toString();
  }

  /** Whether the character could begin another line, control a terminal, or hide text. */
  static boolean isHarmful(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
