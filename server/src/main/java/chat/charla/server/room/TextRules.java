package chat.charla.server.room;

import chat.charla.server.refusal.Refusal;
import chat.charla.v1.ErrorReason;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The rules for the text of a message. The server never changes a text.
 *
 * @param maxCodePoints the length of the longest text, in code points
 * @param maxBytes the length of the longest text, in bytes of UTF-8
 */
public record TextRules(int maxCodePoints, int maxBytes) {
  public TextRules {
    if (maxCodePoints < 1 || maxBytes < 1) {
      throw new IllegalArgumentException("text limits must be positive");
    }
  }

  /** The reason to refuse this text; empty if there is none. */
  public Optional<Refusal> check(String text) {
    if (text.codePoints().allMatch(TextRules::isBlank)) {
      return Optional.of(
          Refusal.field(ErrorReason.ERROR_REASON_MESSAGE_EMPTY, "text", "the text is blank"));
    }
    if (text.codePointCount(0, text.length()) > maxCodePoints
        || text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
      return Optional.of(
          Refusal.field(
                  ErrorReason.ERROR_REASON_MESSAGE_TOO_LARGE,
                  "text",
                  "the text exceeds " + maxCodePoints + " code points or " + maxBytes + " bytes")
              .with("max_code_points", Integer.toString(maxCodePoints))
              .with("max_bytes", Integer.toString(maxBytes)));
    }
    return Optional.empty();
  }

  /**
   * Whether the code point has the Unicode property White_Space. String.isBlank uses another set of
   * characters.
   */
  private static boolean isBlank(int codePoint) {
    return Character.isSpaceChar(codePoint)
        || (codePoint >= '\t' && codePoint <= '\r')
        || codePoint == 0x85;
  }
}
