package chat.charla.cli.text;

/**
 * How many columns of a terminal a line of clean text takes, for aligning it with others.
 *
 * <p>Terminals differ about emoji, flags and Indic scripts, and nothing asks them here, so a table
 * may be off by a column on some. Never let more than looks depend on this. For any thread.
 */
public final class DisplayWidth {
  private static final String ELLIPSIS = "…";
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int EMOJI_STYLE = 0xFE0F;

  private DisplayWidth() {}

  /** The columns of a text without tabs and line ends, 0 or more. */
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
   * As much of the text as fits, with an ellipsis if that is not all. What people read as one sign
   * is never cut apart.
   *
   * @param columns at most so many, 0 or more
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

  /** The text with spaces after it up to this many columns; unchanged if it has more. */
  public static String padEnd(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - of(text)));
  }

  /** Where the sign that begins here ends: a character with all that attaches itself to it. */
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

  /** On its own. Half a flag takes one column, so that a whole one takes two. */
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
