package chat.charla.cli.text;

/**
 * Makes what others have written harmless for a terminal. Every name, room, body and text of the
 * server passes through here before it is shown; the message itself stays as it was sent.
 *
 * <p>Without this a message could move the cursor, set the window's title, write to the clipboard,
 * or look like somebody else's.
 */
public final class Sanitizer {
  private static final char REPLACEMENT = '\uFFFD';

  private Sanitizer() {}

  /**
   * A text of any number of lines. Line ends become {@code \n}; other control characters but the
   * tab, and halves of surrogate pairs, become U+FFFD; bidirectional overrides, embeddings and
   * isolates, which could make one text look like another, are dropped.
   */
  public static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int index = 0; index < text.length(); ) {
      int codePoint = text.codePointAt(index);
      index += Character.charCount(codePoint);
      if (codePoint == '\r' && index < text.length() && text.charAt(index) == '\n') {
        continue;
      }
      append(clean, codePoint);
    }
    return clean.toString();
  }

  /** A text that has to stay on one line, such as a name: line ends and tabs become spaces. */
  public static String line(String text) {
    return clean(text).replace('\n', ' ').replace('\t', ' ');
  }

  private static void append(StringBuilder clean, int codePoint) {
    if (codePoint == '\n' || codePoint == '\t') {
      clean.append((char) codePoint);
    } else if (isLineSeparator(codePoint)) {
      clean.append('\n');
    } else if (Character.getType(codePoint) == Character.CONTROL || isSurrogate(codePoint)) {
      clean.append(REPLACEMENT);
    } else if (!turnsDirection(codePoint)) {
      clean.appendCodePoint(codePoint);
    }
  }

  /** Terminals differ in what they make of these; as line ends they are treated as such. */
  private static boolean isLineSeparator(int codePoint) {
    return codePoint == 0x2028 || codePoint == 0x2029;
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /** LRE, RLE, PDF, LRO, RLO; LRI, RLI, FSI, PDI. */
  static boolean turnsDirection(int codePoint) {
    return (codePoint >= 0x202A && codePoint <= 0x202E)
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
  }
}
