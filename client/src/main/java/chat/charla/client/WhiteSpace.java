package chat.charla.client;

/**
 * White space as the contract defines it: the Unicode property White_Space. Java offers that
 * property only in regular expressions. {@link String#isBlank} and {@link String#strip} cannot be
 * used. They count U+001C to U+001F as white space, which do not have the property. They do not
 * count U+0085, U+00A0, U+2007 and U+202F, which have it. {@link String#trim} treats all characters
 * up to U+0020 as white space, and no others.
 *
 * <p>All methods are pure.
 */
public final class WhiteSpace {
  private WhiteSpace() {}

  /** Whether a code point is white space. */
  public static boolean contains(int codePoint) {
    return Character.isSpaceChar(codePoint)
        || (codePoint >= '\t' && codePoint <= '\r')
        || codePoint == 0x85;
  }

  /** Whether a text is empty or consists of white space only: the server refuses such a message. */
  public static boolean isBlank(String text) {
    return firstOther(text) == text.length();
  }

  /** A text without the white space at both of its ends. */
  public static String strip(String text) {
    return stripTrailing(stripLeading(text));
  }

  /** A text without the white space at its beginning. */
  public static String stripLeading(String text) {
    return text.substring(firstOther(text));
  }

  /** A text without the white space at its end. */
  public static String stripTrailing(String text) {
    int end = text.length();
    // All white space is in the basic plane, so a surrogate is never white space.
    while (end > 0 && contains(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** The index of the first character that is not white space, or the length. */
  private static int firstOther(String text) {
    int start = 0;
    while (start < text.length() && contains(text.charAt(start))) {
      start++;
    }
    return start;
  }
}
