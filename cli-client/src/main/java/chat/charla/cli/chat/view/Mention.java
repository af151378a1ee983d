package chat.charla.cli.chat.view;

/** Finds mentions of the user's own name. Pure. */
final class Mention {
  private Mention() {}

  /** Whether a text contains a name as a separate word, ignoring case. */
  static boolean isIn(String text, String name) {
    if (name.isEmpty()) {
      return false;
    }
    for (int at = 0; at + name.length() <= text.length(); at++) {
      if (text.regionMatches(true, at, name, 0, name.length())
          && !isWordBefore(text, at)
          && !isWordAfter(text, at + name.length())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the word begins before this index. A dot or dash before the index belongs to the word
   * only after a letter, a digit or an underscore.
   */
  private static boolean isWordBefore(String text, int end) {
    if (end == 0) {
      return false;
    }
    int before = text.codePointBefore(end);
    return isWordCharacter(before)
        || (isJoint(before) && end > 1 && isWordCharacter(text.codePointBefore(end - 1)));
  }

  /**
   * Whether the word continues at this index. A dot or dash continues a word only before a letter,
   * a digit or an underscore: {@code ana.} mentions the user ana, but {@code ana.b} does not.
   */
  private static boolean isWordAfter(String text, int start) {
    if (start == text.length()) {
      return false;
    }
    int after = text.codePointAt(start);
    return isWordCharacter(after)
        || (isJoint(after)
            && start + 1 < text.length()
            && isWordCharacter(text.codePointAt(start + 1)));
  }

  private static boolean isWordCharacter(int codePoint) {
    return Character.isLetterOrDigit(codePoint) || codePoint == '_';
  }

  private static boolean isJoint(int codePoint) {
    return codePoint == '-' || codePoint == '.';
  }
}
