package chat.charla.cli.text;

/**
 * What code points do to a terminal or to a reader: the facts that {@link Sanitizer} and {@link
 * Fields} share. For any thread.
 */
public final class CodePoints {
  private CodePoints() {}

  /**
   * Whether this code point, wherever it stands, must be escaped in output of which it is promised
   * that its controls are escaped: control characters with tab and line ends, separators of lines
   * and paragraphs, halves of surrogate pairs, noncharacters, and everything that shows nothing by
   * itself, such as bidirectional controls, joiners, variation selectors and tags. Quotes and
   * backslashes are for the caller to escape as the output's format has it.
   *
   * <p>An emoji of several code points loses its look by this, but no content, as long as the
   * escape can be undone.
   */
  public static boolean needsEscape(int codePoint) {
    return isControl(codePoint)
        || isBroken(codePoint)
        || isLineSeparator(codePoint)
        || isInvisible(codePoint);
  }

  /** C0, DEL and C1, with tab and line feed. */
  static boolean isControl(int codePoint) {
    return Character.getType(codePoint) == Character.CONTROL;
  }

  /** Half of a surrogate pair, or one of the 66 code points that will never be characters. */
  static boolean isBroken(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE
        || (codePoint & 0xFFFE) == 0xFFFE
        || isIn(codePoint, 0xFDD0, 0xFDEF);
  }

  /** Terminals differ in what they make of these two; here they end lines. */
  static boolean isLineSeparator(int codePoint) {
    return codePoint == 0x2028 || codePoint == 0x2029;
  }

  /**
   * Shows nothing by itself: format characters, and what else Unicode calls "default ignorable",
   * also where it is only reserved for such.
   */
  static boolean isInvisible(int codePoint) {
    return (Character.getType(codePoint) == Character.FORMAT && !isPrependedMark(codePoint))
        || isVariationSelector(codePoint)
        || codePoint == 0x034F // combining grapheme joiner
        || isIn(codePoint, 0x115F, 0x1160) // Hangul fillers
        || codePoint == 0x3164
        || codePoint == 0xFFA0
        || isIn(codePoint, 0x17B4, 0x17B5) // Khmer vowels that are not written
        || isIn(codePoint, 0x2060, 0x206F)
        || isIn(codePoint, 0xFFF0, 0xFFFB)
        || isIn(codePoint, 0x13430, 0x1343F) // how hieroglyphs are laid out
        || isIn(codePoint, 0xE0000, 0xE0FFF);
  }

  /** Asks for another look of the character before it. */
  static boolean isVariationSelector(int codePoint) {
    return isIn(codePoint, 0xFE00, 0xFE0F)
        || isIn(codePoint, 0xE0100, 0xE01EF)
        || isIn(codePoint, 0x180B, 0x180D)
        || codePoint == 0x180F;
  }

  /** Format characters that are seen: Arabic and other signs that enclose the number after them. */
  static boolean isPrependedMark(int codePoint) {
    return isIn(codePoint, 0x0600, 0x0605)
        || codePoint == 0x06DD
        || codePoint == 0x070F
        || isIn(codePoint, 0x0890, 0x0891)
        || codePoint == 0x08E2
        || codePoint == 0x110BD
        || codePoint == 0x110CD;
  }

  private static boolean isIn(int codePoint, int first, int last) {
    return codePoint >= first && codePoint <= last;
  }
}
