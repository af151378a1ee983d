package chat.charla.cli.terminal;

import java.util.regex.Pattern;

/**
 * Shows a joined emoji as its parts, and a flag as its letters. Terminals differ in the width of
 * these: some draw one picture, others all parts. JLine counts all parts, so after one picture the
 * cursor would be at the wrong place. JLine also divides a flag between two rows, but the terminal
 * does not. Only the shown line changes, not the typed one.
 */
final class EmojiParts {
  /**
   * A joiner before an emoji, or at the end, where the next key may be an emoji. Between letters,
   * as in Hindi, a joiner changes their form.
   */
  private static final Pattern JOINER =
      Pattern.compile(
          "\u200D(?=[\\x{2600}-\\x{27BF}\\x{2B00}-\\x{2BFF}\\x{1F000}-\\x{1FAFF}]|\\z)");

  private static final int FIRST_OF_FLAG = 0x1F1E6;
  private static final int LAST_OF_FLAG = 0x1F1FF;

  private EmojiParts() {}

  /** The text as it is shown. It has as many columns as the typed text, as JLine counts them. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    JOINER
        .matcher(text)
        .replaceAll("")
        .codePoints()
        .map(EmojiParts::letter)
        .forEach(shown::appendCodePoint);
    return shown.toString();
  }

  /** The letter of half a flag; otherwise the code point itself. */
  private static int letter(int codePoint) {
    return codePoint >= FIRST_OF_FLAG && codePoint <= LAST_OF_FLAG
        ? 'A' + codePoint - FIRST_OF_FLAG
        : codePoint;
  }
}
