package chat.charla.cli.text;

/**
 * Computes the terminal columns of a line of sanitized text, to align it with others.
 *
 * <p>Terminals differ in the width of emoji, flags and Indic scripts, and are not queried here, so
 * a table may be off by a column on some. Use it only for layout. Thread-safe.
 */
public final class DisplayWidth {
  private static final String ELLIPSIS = "…";
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int EMOJI_STYLE = 0xFE0F;

  private DisplayWidth() {}

  /** The columns of a text without tabs and line ends; 0 or more. */
  public static int of(String text) {
    int columns = 0;
    for (int index = 0; index < text.length(); ) {
      int end = endOfSign(text, index);
      columns += ofSign(text, index, end);
      index = end;
    }
    return columns;
  }

  /**
   * Truncates a text to a width, with an ellipsis if it is cut. A grapheme is never split.
   *
   * @param columns the maximum, 0 or more
   */
  public static String truncate(String text, int columns) {
    if (columns < 0) {
      throw new IllegalArgumentException("columns: " + columns);
    }
    int fits = 0;
    int used = 0;
    for (int index = 0; index < text.length(); ) {
      int end = endOfSign(text, index);
      used += ofSign(text, index, end);
      if (used > columns) {
        return columns == 0 ? "" : text.substring(0, fits) + ELLIPSIS;
      }
      if (used < columns) {
        fits = end;
      }
      index = end;
    }
    return text;
  }

  /** Pads a text with spaces to this many columns; unchanged if it has more. */
  public static String padEnd(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - of(text)));
  }

  /** The end of the grapheme that begins here: a character with everything attached to it. */
  private static int endOfSign(String text, int index) {
    int previous = text.codePointAt(index);
    int end = index + Character.charCount(previous);
    boolean halfFlag = CodePoints.isRegionalIndicator(previous);
    while (end < text.length()) {
      int codePoint = text.codePointAt(end);
      boolean flag = halfFlag && CodePoints.isRegionalIndicator(codePoint);
      if (!flag && !attaches(previous, codePoint)) {
        break;
      }
      halfFlag = false;
      previous = codePoint;
      end += Character.charCount(codePoint);
    }
    return end;
  }

  private static boolean attaches(int previous, int codePoint) {
    return CodePoints.isInvisible(codePoint)
        || CodePoints.isStackingMark(codePoint)
        || CodePoints.isSpacingMark(codePoint)
        || (previous == ZERO_WIDTH_JOINER && CodePoints.isEmoji(codePoint));
  }

  private static int ofSign(String text, int index, int end) {
    int base = text.codePointAt(index);
    int columns = ofCodePoint(base);
    for (int at = index + Character.charCount(base); at < end; ) {
      int codePoint = text.codePointAt(at);
      at += Character.charCount(codePoint);
      if (codePoint == EMOJI_STYLE) {
        columns = Math.max(columns, 2);
      } else if (CodePoints.isSpacingMark(codePoint) || CodePoints.isRegionalIndicator(codePoint)) {
        columns++;
      }
    }
    return columns;
  }

  /**
   * The columns of a single code point. Half a flag has one column, so that a whole one has two.
   */
  private static int ofCodePoint(int codePoint) {
    if (CodePoints.isSkinTone(codePoint)) {
      return 2;
    }
    if (CodePoints.isControl(codePoint)
        || CodePoints.isInvisible(codePoint)
        || CodePoints.isPrependedMark(codePoint)
        || CodePoints.isStackingMark(codePoint)) {
      return 0;
    }
    return WideCodePoints.contains(codePoint) ? 2 : 1;
  }
}
