package chat.charla.server.session;

import chat.charla.server.name.NameRules;

/** Makes one name of another by adding a number. */
final class NumberedNames {
  private NumberedNames() {}

  /**
   * The name, "-" and the number, in the kind of digits that the name has already, because a name
   * has only one. The name is cut where it would be too long.
   */
  static String of(String name, int number) {
    int zero = zero(name);
    StringBuilder suffix = new StringBuilder("-");
    Integer.toString(number)
        .chars()
        .forEach(digit -> suffix.appendCodePoint(zero + digit - (int) '0'));
    int room = NameRules.MAX_CODE_POINTS - suffix.codePointCount(0, suffix.length());
    int length = Math.min(room, name.codePointCount(0, name.length()));
    return name.substring(0, name.offsetByCodePoints(0, length)) + suffix;
  }

  private static int zero(String name) {
    return name.codePoints()
        .filter(Character::isDigit)
        .map(digit -> digit - Character.digit(digit, 10))
        .reduce('0', (before, last) -> last);
  }
}
