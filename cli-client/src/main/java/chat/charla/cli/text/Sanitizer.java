package chat.charla.cli.text;

/**
 * Makes what others have written harmless for a terminal and for a log that people read. Every
 * name, room, body and text of the server passes through here before it is shown; the message
 * itself stays as it was sent.
 *
 * <p>Without this a message could move the cursor, set the window's title, write to the clipboard,
 * or look like somebody else's. What remains of it:
 *
 * <ul>
 *   <li>has no control characters but {@code \n} and {@code \t}; others are U+FFFD, so that one
 *       sees that there was something, and so are halves of surrogate pairs and noncharacters;
 *   <li>has nothing that cannot be seen, so that two names that look alike are not told apart by
 *       it, and nothing is hidden in it. Invisible code points stay only where the writing of a
 *       language or an emoji is made with them: joiners between emoji, and between letters of
 *       scripts that join them, such as Persian and Hindi; variation selectors; the tags of a flag;
 *   <li>stays in its cells: on one character there are at most 8 marks, and a line that begins with
 *       a mark begins with a dotted circle to carry it, as a mark would otherwise go onto whatever
 *       the program has written before it;
 *   <li>keeps the direction of its letters. Arabic and Hebrew are shown from right to left by
 *       terminals that do so at all; nothing in the text reaches past its end.
 * </ul>
 *
 * <p>Cleaning what is clean changes nothing. The result is at most twice as long as the text, in
 * UTF-16 units, and is made in linear time. For any thread.
 */
public final class Sanitizer {
  private static final char REPLACEMENT = '\uFFFD';
  private static final char DOTTED_CIRCLE = '\u25CC';

  private Sanitizer() {}

  /**
   * A text of any number of lines. Line ends become {@code \n}: also CR LF, U+2028 and U+2029, but
   * not a CR alone, which would let a line be written over.
   */
  public static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    Judge judge = new Judge();
    for (int index = 0; index < text.length(); ) {
      int codePoint = text.codePointAt(index);
      if (!text.startsWith("\r\n", index)) {
        switch (judge.judge(text, index)) {
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

  /** A text that has to stay on one line, such as a name: line ends and tabs become spaces. */
  public static String line(String text) {
    return clean(text).replace('\n', ' ').replace('\t', ' ');
  }
}
