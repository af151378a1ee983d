package chat.charla.cli.terminal;

import java.util.regex.Pattern;

/**
 * Shows a joined emoji as its parts, a flag as its letters, and a skin tone as a sign. Terminals
 * differ in the width of such emoji: some draw one picture, others all parts. JLine counts the
 * width of all parts, so after a single picture the cursor would be at the wrong place. JLine may
 * also divide a flag between two rows, but a terminal does not. The text that the user sends keeps
 * its emoji.
 */
final class EmojiParts {
  /**
   * The characters that are not shown. The first is a joiner before an emoji, or at the end of the
   * text, where the next key may be an emoji. A joiner between letters is shown, because it changes
   * their form, as in Hindi. The second is the selector of the emoji form, with which some
   * terminals draw a wider character.
   */
  private static final Pattern HIDDEN =
      Pattern.compile(
          "\u200D(?=[\\x{2600}-\\x{27BF}\\x{2B00}-\\x{2BFF}\\x{1F000}-\\x{1FAFF}]|\\z)|\uFE0F");

  private static final String SKIN_TONES = "[\\x{1F3FB}-\\x{1F3FF}]";

  /** A sign that has two columns, because JLine counts two columns for a skin tone. */
  private static final String SKIN_TONE = "＋";

  private static final int FIRST_OF_FLAG = 0x1F1E6;
  private static final int LAST_OF_FLAG = 0x1F1FF;

  private EmojiParts() {}

  /** The text to show. JLine counts as many columns for it as for the typed text. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    HIDDEN
        .matcher(text)
        .replaceAll("")
        .replaceAll(SKIN_TONES, SKIN_TONE)
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
