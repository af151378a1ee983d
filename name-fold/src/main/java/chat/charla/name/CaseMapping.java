package chat.charla.name;

import java.util.Locale;

/**
 * Unicode's full case mappings without the language-specific ones. Java has the mappings of the
 * version of Unicode that it supports. This class adds the pairs of later versions. Each pair is
 * simple: one small letter and one capital letter.
 */
final class CaseMapping {
  /**
   * The pairs that Unicode 17 has and Unicode 9 has not. Four numbers describe a range of pairs:
   * the first capital letter, the first small letter, the number of pairs, and the distance to the
   * next pair. A pair that Java already knows changes nothing.
   */
  private static final int[] PAIRS = {
    0x1C89, 0x1C8A, 1, 1, // Cyrillic
    0x1C90, 0x10D0, 43, 1, // Georgian
    0x1CBD, 0x10FD, 3, 1, //
    0x2C2F, 0x2C5F, 1, 1, // Glagolitic
    0xA7B8, 0xA7B9, 6, 2, // Latin
    0xA7C4, 0xA794, 1, 1, //
    0xA7C5, 0x0282, 1, 1, //
    0xA7C6, 0x1D8E, 1, 1, //
    0xA7C7, 0xA7C8, 2, 2, //
    0xA7CB, 0x0264, 1, 1, //
    0xA7CC, 0xA7CD, 8, 2, //
    0xA7DC, 0x019B, 1, 1, //
    0xA7F5, 0xA7F6, 1, 1, //
    0x10570, 0x10597, 11, 1, // Vithkuqi
    0x1057C, 0x105A3, 15, 1, //
    0x1058C, 0x105B3, 7, 1, //
    0x10594, 0x105BB, 2, 1, //
    0x10D50, 0x10D70, 22, 1, // Garay
    0x16E40, 0x16E60, 32, 1, // Medefaidrin
    0x16EA0, 0x16EBB, 25, 1, // Beria Erfe
  };

  /** The table's character with the lowest code. */
  private static final char FIRST = '\u019b';

  private CaseMapping() {}

  /** The text in lower case. Java decides whether a sigma is final. */
  static String lower(String text) {
    return mapNewer(text.toLowerCase(Locale.ROOT), 0);
  }

  /** The text in upper case. */
  static String upper(String text) {
    return mapNewer(text.toUpperCase(Locale.ROOT), 1);
  }

  /**
   * The small letter, if the character is a capital letter of the table; otherwise the character
   * itself.
   */
  static int newerLower(int codePoint) {
    return counterpart(codePoint, 0);
  }

  /**
   * The capital letter, if the character is a small letter of the table; otherwise the character
   * itself.
   */
  static int newerUpper(int codePoint) {
    return counterpart(codePoint, 1);
  }

  /** Whether the character is an upper-case, lower-case or title-case letter. */
  static boolean isCased(int codePoint) {
    return Character.isLowerCase(codePoint)
        || Character.isUpperCase(codePoint)
        || Character.isTitleCase(codePoint)
        || newerLower(codePoint) != codePoint
        || newerUpper(codePoint) != codePoint;
  }

  private static String mapNewer(String text, int from) {
    int first = 0;
    while (first < text.length() && text.charAt(first) < FIRST) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    StringBuilder mapped = new StringBuilder(text.length()).append(text, 0, first);
    for (int i = first; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      mapped.appendCodePoint(counterpart(codePoint, from));
      i += Character.charCount(codePoint);
    }
    return mapped.toString();
  }

  /**
   * The other letter of the pair, or the character itself if it is in no pair.
   *
   * @param from 0 from capital to small letters, 1 from small to capital letters
   */
  private static int counterpart(int codePoint, int from) {
    for (int range = 0; range < PAIRS.length; range += 4) {
      int offset = codePoint - PAIRS[range + from];
      int step = PAIRS[range + 3];
      if (offset >= 0 && offset % step == 0 && offset / step < PAIRS[range + 2]) {
        return PAIRS[range + 1 - from] + offset;
      }
    }
    return codePoint;
  }
}
