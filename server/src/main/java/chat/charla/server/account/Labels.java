package chat.charla.server.account;

import chat.charla.server.refusal.Refusal;
import java.util.Optional;

/** Checks the labels of sessions, and similar texts. */
public final class Labels {
  private static final int MAX_CODE_POINTS = 64;

  private Labels() {}

  /**
   * The reason to refuse a label; empty if the label is valid.
   *
   * @param field the field of the request that has the label
   */
  public static Optional<Refusal> fault(String field, String label) {
    return label.codePointCount(0, label.length()) > MAX_CODE_POINTS
        ? Optional.of(Refusal.argument(field, "longer than " + MAX_CODE_POINTS + " characters"))
        : Optional.empty();
  }
}
