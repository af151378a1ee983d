package chat.charla.server.account;

import chat.charla.server.refusal.Refusal;
import java.util.Optional;

/** Checks labels, notes and similar texts, which are one line. */
public final class Labels {
  private static final int MAX_CODE_POINTS = 64;

  private Labels() {}

  /**
   * The reason to refuse a label; empty if the label is valid.
   *
   * @param field the field of the request that has the label
   */
  public static Optional<Refusal> refusal(String field, String label) {
    return refusal(field, label, MAX_CODE_POINTS);
  }

  /**
   * The reason to refuse a text like a label; empty if the text is valid.
   *
   * @param field the field of the request that has the text
   * @param maxCodePoints the length of the longest text, in code points
   */
  public static Optional<Refusal> refusal(String field, String text, int maxCodePoints) {
    boolean valid =
        text.codePointCount(0, text.length()) <= maxCodePoints
            && text.codePoints().noneMatch(Character::isISOControl);
    return valid
        ? Optional.empty()
        : Optional.of(
            Refusal.argument(
                field,
                "must be one line of at most "
                    + maxCodePoints
                    + " characters, without control characters"));
  }
}
