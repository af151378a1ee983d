package chat.charla.server.identity;

import chat.charla.server.name.NameLimits;

/** Adds a number to a name. */
final class NumberedNames {
  private NumberedNames() {}

  /**
   * The name, "-" and the number. The number has digits of the same script as those in the name,
   * because a name must not mix digits of several scripts. The name is shortened if the result
   * would be too long.
   */
  static String of(String name, int number) {
    int zero = zero(name);
    StringBuilder suffix = new StringBuilder("-");
    Integer.toString(number)
        .chars()
        .forEach(digit -> suffix.appendCodePoint(zero + digit - (int) '0'));
    int space = NameLimits.MAX_CODE_POINTS - suffix.codePointCount(0, suffix.length());
    int length = Math.min(space, name.codePointCount(0, name.length()));
    return name.substring(0, name.offsetByCodePoints(0, length)) + suffix;
  }

  private static int zero(String name) {
    return name.codePoints()
        .filter(Character::isDigit)
        .map(digit -> digit - Character.digit(digit, 10))
        .reduce('0', (before, last) -> last);
  }
}
