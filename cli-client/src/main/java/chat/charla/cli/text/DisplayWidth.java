package chat.charla.cli.text;

import org.jline.utils.WCWidth;

/**
 * Computes how many terminal columns a line of sanitized text takes, so that lines can be aligned.
 *
 * <p>Terminals differ in the width of emoji, flags and Indic scripts. This class does not query the
 * terminal, so a table may be off by a column on some terminals. Use the width only for layout.
 * Thread-safe.
 *
 * <p>JLine provides the width of a single code point. JLine's width of a grapheme is not used,
 * because JLine gives a grapheme the width of its first code point. From Java 21 on, a grapheme
 * includes Indic vowels and Thai and half-width Japanese marks, for which terminals use additional
 * columns.
 */
public final class DisplayWidth {
  private static final int NONE = -1;
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int EMOJI_STYLE = 0xFE0F;

  private DisplayWidth() {}

  /** The columns of a text without tabs and line ends; 0 or more. */
  public static int of(String text) {
    int[] codePoints = text.codePoints().toArray();
    int columns = 0;
    for (int i = 0; i < codePoints.length; i++) {
      int previous = i > 0 ? codePoints[i - 1] : NONE;
      int next = i + 1 < codePoints.length ? codePoints[i + 1] : NONE;
      columns += ofCodePoint(previous, codePoints[i], next);
    }
    return columns;
  }

  /** Pads a text with spaces to this many columns. A text that has more columns is unchanged. */
  public static String padEnd(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - of(text)));
  }

  /**
   * The number of columns that this code point adds to the line. The number depends on its
   * neighbours.
   */
  private static int ofCodePoint(int previous, int codePoint, int next) {
    if (CodePoints.isSkinTone(codePoint) && previous == NONE) {
      return 2;
    }
    if (CodePoints.isStackingMark(codePoint)
        || (previous == ZERO_WIDTH_JOINER && CodePoints.isEmoji(codePoint))) {
      return 0;
    }
    if (CodePoints.isRegionalIndicator(codePoint)) {
      return 1; // This is half a flag. A whole flag has two columns.
    }
    int columns = Math.max(0, WCWidth.wcwidth(codePoint));
    return columns == 1 && next == EMOJI_STYLE ? 2 : columns;
  }
}
