package chat.charla.cli.terminal;

import org.jline.utils.WCWidth;

/**
 * Computes how many terminal cells a text needs at most. Terminals differ in the width of emoji. A
 * row that this program breaks too early looks better than a row that the terminal breaks again.
 */
final class Cells {
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int EMOJI_PRESENTATION = 0xFE0F;

  private Cells() {}

  /**
   * The length of the cluster at {@code start}, in UTF-16 units. A cluster is, for example, a
   * letter with its accents, or a joined emoji.
   */
  static int clusterLength(CharSequence text, int start) {
    int end = start + Character.charCount(Character.codePointAt(text, start));
    while (end < text.length()) {
      int codePoint = Character.codePointAt(text, end);
      boolean joined = Character.codePointBefore(text, end) == ZERO_WIDTH_JOINER;
      if (codePoint == '\n' || (!joined && WCWidth.wcwidth(codePoint) != 0)) {
        break;
      }
      end += Character.charCount(codePoint);
    }
    return end - start;
  }

  /** The width of a part of a line, in cells. */
  static int width(CharSequence text, int start, int end) {
    int width = 0;
    for (int index = start; index < end; ) {
      int codePoint = Character.codePointAt(text, index);
      width += width(codePoint);
      index += Character.charCount(codePoint);
    }
    return width;
  }

  private static int width(int codePoint) {
    // An unassigned code point may be an emoji that this Java does not know. A regional indicator
    // is half of a flag.
    if (Character.getType(codePoint) == Character.UNASSIGNED
        || WCWidth.isRegionalIndicator(codePoint)) {
      return 2;
    }
    // This code point turns a narrow character into an emoji.
    return codePoint == EMOJI_PRESENTATION ? 1 : Math.abs(WCWidth.wcwidth(codePoint));
  }
}
