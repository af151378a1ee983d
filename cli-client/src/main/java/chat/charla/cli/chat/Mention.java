package chat.charla.cli.chat;

/** Finds one's own name in what others say. Pure. */
final class Mention {
  private Mention() {}

  /** Whether a name stands in a text as a word of its own, in any case. */
  static boolean isIn(String text, String name) {
    if (name.isEmpty()) {
      return false;
    }
    for (int at = 0; at + name.length() <= text.length(); at++) {
      if (text.regionMatches(true, at, name, 0, name.length())
          && !endsInName(text, at)
          && !goesOn(text, at + name.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean endsInName(String text, int end) {
    if (end == 0) {
      return false;
    }
    int before = text.codePointBefore(end);
    return isLetter(before)
        || (isJoint(before) && end > 1 && isLetter(text.codePointBefore(end - 1)));
  }

  /** A dot or dash belongs to a name only if more of it follows: {@code ana.} but not ana.b. */
  private static boolean goesOn(String text, int start) {
    if (start == text.length()) {
      return false;
    }
    int after = text.codePointAt(start);
    return isLetter(after)
        || (isJoint(after) && start + 1 < text.length() && isLetter(text.codePointAt(start + 1)));
  }

  private static boolean isLetter(int codePoint) {
    return Character.isLetterOrDigit(codePoint) || codePoint == '_';
  }

  private static boolean isJoint(int codePoint) {
    return codePoint == '-' || codePoint == '.';
  }
}
