package chat.charla.cli.text;

/**
 * Classifies code points by their effect on a terminal or a reader, for {@link Sanitizer} and
 * {@link Fields}. Thread-safe.
 */
public final class CodePoints {
  private CodePoints() {}

  /**
   * Whether this code point must be escaped, in any context, in output that promises to escape
   * controls: control characters including tab and line ends, separators of lines and paragraphs,
   * unpaired surrogates, noncharacters, and all code points that are invisible by themselves, such
   * as bidirectional controls, joiners, variation selectors and tags. The caller escapes quotes and
   * backslashes as the output's format requires.
   *
   * <p>An emoji of several code points is then not displayed as such, but no content is lost, since
   * the escape can be reversed.
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

  /** An unpaired surrogate, or one of the 66 noncharacters. */
  static boolean isBroken(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE
        || (codePoint & 0xFFFE) == 0xFFFE
        || isIn(codePoint, 0xFDD0, 0xFDEF);
  }

  /** U+2028 or U+2029. Terminals do not agree on how to show them; here they end lines. */
  static boolean isLineSeparator(int codePoint) {
    return codePoint == 0x2028 || codePoint == 0x2029;
  }

  /**
   * Invisible by itself: format characters, and the other code points that Unicode calls "default
   * ignorable", including the reserved ones.
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

  /** Selects another form of the character before it. */
  static boolean isVariationSelector(int codePoint) {
    return isIn(codePoint, 0xFE00, 0xFE0F)
        || isIn(codePoint, 0xE0100, 0xE01EF)
        || isIn(codePoint, 0x180B, 0x180D)
        || codePoint == 0x180F;
  }

  /** Visible format characters: Arabic and other signs that enclose the number after them. */
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
   * Drawn over the character before it: nonspacing and enclosing marks, vowels and finals of
   * decomposed Hangul, skin tones. Terminals draw it in the cell before it.
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

  /** Like a stacking mark, but with a width of its own, as in Indic scripts. */
  static boolean isSpacingMark(int codePoint) {
    return Character.getType(codePoint) == Character.COMBINING_SPACING_MARK;
  }

  /** One of the two letters that form a country's flag. */
  static boolean isRegionalIndicator(int codePoint) {
    return isIn(codePoint, 0x1F1E6, 0x1F1FF);
  }

  /** A tag: the invisible counterpart of an ASCII character. */
  static boolean isTag(int codePoint) {
    return isIn(codePoint, 0xE0000, 0xE007F);
  }

  /** The tag of a lower-case letter or a digit, of which the codes of flags consist. */
  static boolean isTagOfFlag(int codePoint) {
    return isIn(codePoint, 0xE0030, 0xE0039) || isIn(codePoint, 0xE0061, 0xE007A);
  }

  /** Changes the skin tone of the emoji before it. */
  static boolean isSkinTone(int codePoint) {
    return isIn(codePoint, 0x1F3FB, 0x1F3FF);
  }

  /**
   * An emoji, a character that may be shown as one, or a code point in a block for emoji: the whole
   * blocks count, including emoji that this Java does not know.
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

  /** Newer marks in these blocks are unassigned in Java 17. */
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
