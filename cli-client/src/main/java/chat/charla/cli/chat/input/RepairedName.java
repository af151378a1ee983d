package chat.charla.cli.chat.input;

import java.util.Optional;

/** Turns a name with characters that are not allowed into one that a server may accept. Pure. */
final class RepairedName {
  /** The maximum length of a name, in code points, by chat.proto. */
  private static final int MAX_LENGTH = 32;

  private static final String FILLER = "_";

  private RepairedName() {}

  /**
   * The name with one {@code _} instead of each run of characters that are not allowed, cut to the
   * maximum length. Empty if the result has no letter or digit, or is equal to {@code name}.
   */
  static Optional<String> of(String name) {
    StringBuilder repaired = new StringBuilder();
    int length = 0;
    for (int codePoint : name.codePoints().toArray()) {
      if (length == MAX_LENGTH) {
        break;
      }
      if (isAllowed(codePoint)) {
        repaired.appendCodePoint(codePoint);
        length++;
      } else if (length > 0 && !repaired.toString().endsWith(FILLER)) {
        repaired.append(FILLER);
        length++;
      }
    }
    if (repaired.toString().endsWith(FILLER) && !name.endsWith(FILLER)) {
      repaired.setLength(repaired.length() - FILLER.length());
    }
    String result = repaired.toString();
    boolean usable = result.codePoints().anyMatch(Character::isLetterOrDigit);
    return usable && !result.equals(name) ? Optional.of(result) : Optional.empty();
  }

  private static boolean isAllowed(int codePoint) {
    return Character.isLetterOrDigit(codePoint)
        || Character.getType(codePoint) == Character.NON_SPACING_MARK
        || codePoint == '_'
        || codePoint == '.'
        || codePoint == '-';
  }
}
