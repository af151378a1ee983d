package chat.charla.cli.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Strict UTF-8. Java's own methods replace bytes that they cannot decode by U+FFFD, and characters
 * that they cannot encode by a question mark. Then a damaged text cannot be distinguished from a
 * valid one. This class treats bytes that are not UTF-8 as an error, or marks them by an unpaired
 * surrogate, which no valid text contains. Thread-safe.
 */
public final class Utf8 {
  /**
   * UTF-8 for readers that replace invalid bytes instead of refusing them. {@link #isUnicode} tells
   * whether a text from such a reader had invalid bytes.
   */
  public static final Charset MARKING = new MarkedUtf8();

  private Utf8() {}

  /**
   * Decodes a text.
   *
   * @throws CharacterCodingException if the text is not UTF-8
   */
  public static String decode(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /**
   * Decodes a text and marks invalid bytes. {@link #isUnicode} tells whether the result has a mark.
   */
  public static String mark(byte[] bytes) {
    return MARKING.decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** Marks each U+FFFD in a text that Java has decoded, and whose bytes are not available. */
  public static String markReplaced(String decoded) {
    return decoded.replace("\uFFFD", MarkedUtf8.MARK);
  }

  /** A text for display, of the same length, with U+FFFD in place of each mark. */
  public static String showMarks(String marked) {
    return marked.replace(MarkedUtf8.MARK, "\uFFFD");
  }

  /** Whether a text is valid Unicode: it contains no unpaired surrogate. */
  public static boolean isUnicode(String text) {
    return text.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
  }
}
