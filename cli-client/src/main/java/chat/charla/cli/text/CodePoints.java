package chat.charla.cli.text;

/**
 * Classifies code points by their effect on a terminal or a reader, for {@link Sanitizer} and
 * {@link Fields}. Thread-safe.
 */
public final class CodePoints {
  private CodePoints() {}

  /**
   * Whether this code point must be escaped in JSON output, regardless of its neighbours. These
   * code points must be escaped: control characters including tab and line ends, separators of
   * lines and paragraphs, unpaired surrogates, noncharacters, and all code points that are
   * invisible by themselves, such as bidirectional controls, joiners, variation selectors and tags.
   * The caller escapes quotes and backslashes as the output's format requires.
   *
   * <p>An emoji of several code points is then not displayed as an emoji, but no content is lost,
   * because the escape can be reversed.
   */
  public static boolean needsEscape(int codePoint) {
    return isControl(codePoint)
        || isBroken(codePoint)
        || isLineSeparator(codePoint)
        || isInvisible(codePoint);
  }

  /** Whether a reader sees this character when it stands alone, between quotes. */
  static boolean isVisible(int codePoint) {
    return hasName(codePoint)
        && !needsEscape(codePoint)
        && Character.getType(codePoint) != Character.SPACE_SEPARATOR
        && codePoint != 0x2800; // a Braille cell without dots
  }

  /** Whether Unicode defines this character, as far as this Java knows. */
  static boolean hasName(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.UNASSIGNED, Character.PRIVATE_USE, Character.SURROGATE -> false;
      default -> true;
    };
  }

  /** Whether this is a control character: C0, including tab and line feed, DEL, or C1. */
  static boolean isControl(int codePoint) {
    return Character.getType(codePoint) == Character.CONTROL;
  }

  /** Whether this is an unpaired surrogate, or one of the 66 noncharacters. */
  static boolean isBroken(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE
        || (codePoint & 0xFFFE) == 0xFFFE
        || isIn(codePoint, 0xFDD0, 0xFDEF);
  }

  /**
   * Whether this is U+2028 or U+2029. Terminals differ in how they show these code points. The
   * sanitizer treats them as line ends.
   */
  static boolean isLineSeparator(int codePoint) {
    return codePoint == 0x2028 || codePoint == 0x2029;
  }

  /**
   * Whether this code point is invisible by itself. These are the format characters, and the other
   * code points that Unicode calls "default ignorable", including reserved code points.
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
        || isIn(codePoint, 0x13430, 0x1343F) // layout controls of hieroglyphs
        || isIn(codePoint, 0xE0000, 0xE0FFF);
  }

  /** Whether this code point selects another form of the character before it. */
  static boolean isVariationSelector(int codePoint) {
    return isIn(codePoint, 0xFE00, 0xFE0F)
        || isIn(codePoint, 0xE0100, 0xE01EF)
        || isIn(codePoint, 0x180B, 0x180D)
        || codePoint == 0x180F;
  }

  /**
   * Whether this is a visible format character: an Arabic or other sign that encloses the number
   * after it.
   */
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
   * Whether terminals draw this code point over the character before it, in the same cell. These
   * are nonspacing and enclosing marks, vowels and finals of decomposed Hangul, and skin tones.
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

  /** Whether this is a mark with a width of its own, as in Indic scripts. */
  static boolean isSpacingMark(int codePoint) {
    return Character.getType(codePoint) == Character.COMBINING_SPACING_MARK;
  }

  /** Whether this is a regional indicator. Two of them form a country's flag. */
  static boolean isRegionalIndicator(int codePoint) {
    return isIn(codePoint, 0x1F1E6, 0x1F1FF);
  }

  /** Whether this is a tag, which is the invisible counterpart of an ASCII character. */
  static boolean isTag(int codePoint) {
    return isIn(codePoint, 0xE0000, 0xE007F);
  }

  /**
   * Whether this is the tag of a lower-case letter or a digit. The codes of flags consist of such
   * tags.
   */
  static boolean isTagOfFlag(int codePoint) {
    return isIn(codePoint, 0xE0030, 0xE0039) || isIn(codePoint, 0xE0061, 0xE007A);
  }

  /** Whether this code point changes the skin tone of the emoji before it. */
  static boolean isSkinTone(int codePoint) {
    return isIn(codePoint, 0x1F3FB, 0x1F3FF);
  }

  /**
   * Whether this is an emoji, or a character that may be shown as an emoji. All code points of the
   * blocks for emoji count as emoji, because this Java may not know the newest emoji.
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

  /**
   * Whether this code point is in a block of marks. Java 17 does not know newer marks in these
   * blocks.
   */
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
