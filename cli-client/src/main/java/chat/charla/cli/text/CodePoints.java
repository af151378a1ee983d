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

  /**
   * Drawn over or onto the character before it: nonspacing and enclosing marks, vowels and finals
   * of decomposed Hangul, skin tones. Terminals put it into the cell before it.
   */
  static boolean isStackingMark(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> true;
      default ->
          isIn(codePoint, 0x1160, 0x11FF)
              || isIn(codePoint, 0xD7B0, 0xD7FB)
              || isSkinTone(codePoint)
              || isInBlockOfMarks(codePoint);
    };
  }

  /** As a stacking mark, but with a width of its own, as in Indic scripts. */
  static boolean isSpacingMark(int codePoint) {
    return Character.getType(codePoint) == Character.COMBINING_SPACING_MARK;
  }

  /** One letter of the two that make a country's flag. */
  static boolean isRegionalIndicator(int codePoint) {
    return isIn(codePoint, 0x1F1E6, 0x1F1FF);
  }

  /** An invisible twin of an ASCII character. */
  static boolean isTag(int codePoint) {
    return isIn(codePoint, 0xE0000, 0xE007F);
  }

  /** The twin of a lower-case letter or a digit, of which the codes of flags are made. */
  static boolean isTagOfFlag(int codePoint) {
    return isIn(codePoint, 0xE0030, 0xE0039) || isIn(codePoint, 0xE0061, 0xE007A);
  }

  /** Makes an emoji before it darker or lighter. */
  static boolean isSkinTone(int codePoint) {
    return isIn(codePoint, 0x1F3FB, 0x1F3FF);
  }

  /**
   * Is an emoji, may be shown as one, or stands where the next ones will be: the whole blocks, so
   * that emoji that this Java does not know count.
   */
  static boolean isEmoji(int codePoint) {
    return (isIn(codePoint, 0x1F000, 0x1FAFF)
            && !isSkinTone(codePoint)
            && !isRegionalIndicator(codePoint))
        || isIn(codePoint, 0x1FC00, 0x1FFFD)
        || isIn(codePoint, 0x2190, 0x21FF) // arrows
        || isIn(codePoint, 0x2300, 0x23FF) // technical
        || isIn(codePoint, 0x25A0, 0x27BF) // shapes, symbols, dingbats
        || isIn(codePoint, 0x2900, 0x297F) // more arrows
        || isIn(codePoint, 0x2B00, 0x2BFF)
        || "\u00A9\u00AE\u203C\u2049\u2122\u2139\u24C2\u3030\u303D\u3297\u3299".indexOf(codePoint)
            >= 0;
  }

  /** Newer marks in these blocks are unassigned as far as Java 17 knows. */
  private static boolean isInBlockOfMarks(int codePoint) {
    return isIn(codePoint, 0x1AB0, 0x1AFF)
        || isIn(codePoint, 0x1DC0, 0x1DFF)
        || isIn(codePoint, 0x20D0, 0x20FF)
        || isIn(codePoint, 0xFE20, 0xFE2F);
  }

  private static boolean isIn(int codePoint, int first, int last) {
    return codePoint >= first && codePoint <= last;
  }
}
