package chat.charla.cli.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8, strictly. Java replaces what it cannot decode by U+FFFD and what it cannot encode by a
 * question mark, so that a damaged text looks like one that was meant so. Here bytes that are not
 * UTF-8 are an error, or stay visible as half of a surrogate pair, which no Unicode text has. For
 * any thread.
 */
public final class Utf8 {
  /**
   * For readers that replace what is not UTF-8, and cannot be told not to: {@link #isUnicode} says
   * afterwards whether they have.
   */
  public static final Charset MARKING = new MarkedUtf8();

  private Utf8() {}

  /**
   * Decodes a text.
   *
   * @throws CharacterCodingException if it is not UTF-8
   */
  public static String decode(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** Decodes a text; {@link #isUnicode} says afterwards whether it is one. */
  public static String mark(byte[] bytes) {
    return MARKING.decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** The same for a text that Java has decoded, and of which the bytes are lost. */
  public static String markReplaced(String decoded) {
    return decoded.replace("\uFFFD", MarkedUtf8.MARK);
  }

  /** A text of the same length to be shown, with U+FFFD for bytes that were not UTF-8. */
  public static String showMarks(String marked) {
    return marked.replace(MarkedUtf8.MARK, "\uFFFD");
  }

  /** Whether it can be encoded as it is: there is no half of a surrogate pair in it. */
  public static boolean isUnicode(String text) {
    return text.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
  }
}
