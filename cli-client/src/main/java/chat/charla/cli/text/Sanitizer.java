package chat.charla.cli.text;

/**
 * Makes text of other users and of the server safe for a terminal and for logs. Every name, room,
 * message and text of the server is sanitized by this class before it is shown. The original text
 * is not changed.
 *
 * <p>Without sanitizing, a message could move the cursor, set the window's title, write to the
 * clipboard, or imitate another user's message. The sanitized text:
 *
 * <ul>
 *   <li>has no control characters except {@code \n} and {@code \t}. Other control characters,
 *       unpaired surrogates and noncharacters are replaced by U+FFFD, so that the reader sees them;
 *   <li>has no invisible content, which could hide a text, or could make two different names look
 *       the same. Invisible code points are kept only where a language or an emoji needs them:
 *       joiners between emoji, and between letters of scripts that join them, such as Persian and
 *       Hindi; variation selectors; the tags of a flag;
 *   <li>stays in its cells: a character has at most 8 marks, and a mark at the beginning of a line
 *       gets a dotted circle as its base. Without this base, a terminal would draw the mark on the
 *       program's own output before the text;
 *   <li>keeps the direction of its letters. Terminals that support Arabic and Hebrew show them from
 *       right to left. Nothing in the text affects output after its end.
 * </ul>
 *
 * <p>Sanitizing is idempotent. In UTF-16 units, the result is at most twice as long as the text.
 * The time is linear in the length of the text. Thread-safe.
 */
public final class Sanitizer {
  /** The length of an excerpt, in code points. */
  private static final int EXCERPT = 40;

  private static final char REPLACEMENT = '\uFFFD';
  private static final char DOTTED_CIRCLE = '\u25CC';

  private Sanitizer() {}

  /**
   * Sanitizes a text of any number of lines. Line ends become {@code \n}, including CR LF, U+2028
   * and U+2029. A single CR is not a line end and is replaced, because it could overwrite a line.
   */
  public static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    CodePointFilter filter = new CodePointFilter();
    for (int index = 0; index < text.length(); ) {
      int codePoint = text.codePointAt(index);
      if (!text.startsWith("\r\n", index)) {
        switch (filter.decide(text, index)) {
          case KEEP -> clean.appendCodePoint(codePoint);
          case END_LINE -> clean.append('\n');
          case REPLACE -> clean.append(REPLACEMENT);
          case ATTACHES_TO_NOTHING -> clean.append(DOTTED_CIRCLE).appendCodePoint(codePoint);
          case DROP -> {}
        }
      }
      index += Character.charCount(codePoint);
    }
    return clean.toString();
  }

  /** Sanitizes a text for one line, such as a name: line ends and tabs become spaces. */
  public static String line(String text) {
    return clean(text).replace('\n', ' ').replace('\t', ' ');
  }

  /** The beginning of a text on one line, so that the user recognizes the text. */
  public static String excerpt(String text) {
    return excerpt(text, EXCERPT);
  }

  /** The beginning of a text on one line, with an ellipsis if the text has more code points. */
  public static String excerpt(String text, int codePoints) {
    String line = line(text);
    return line.codePointCount(0, line.length()) <= codePoints
        ? line
        : line.substring(0, line.offsetByCodePoints(0, codePoints)) + "…";
  }
}
