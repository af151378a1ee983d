package chat.charla.server.name;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterDirection;

/**
 * Checks that the display order of a name does not depend on the surrounding text, and that no
 * other name is displayed in the same order. So a name with right-to-left characters must satisfy
 * the Bidi Rule of RFC 5893.
 */
final class Direction {
  private Direction() {}

  static boolean isDefinite(String name) {
    if (name.codePoints().noneMatch(Direction::isRightToLeft)) {
      return true;
    }
    int[] directions = name.codePoints().map(UCharacter::getDirection).toArray();
    boolean europeanDigits = false;
    boolean arabicDigits = false;
    int last = directions[0];
    for (int direction : directions) {
      if (!isAllowedRightToLeft(direction)) {
        return false;
      }
      europeanDigits |= direction == ECharacterDirection.EUROPEAN_NUMBER;
      arabicDigits |= direction == ECharacterDirection.ARABIC_NUMBER;
      last = direction == ECharacterDirection.DIR_NON_SPACING_MARK ? last : direction;
    }
    return isLetter(directions[0])
        && (isLetter(last) || isDigit(last))
        && !(europeanDigits && arabicDigits);
  }

  private static boolean isRightToLeft(int codePoint) {
    int direction = UCharacter.getDirection(codePoint);
    return isLetter(direction) || direction == ECharacterDirection.ARABIC_NUMBER;
  }

  private static boolean isLetter(int direction) {
    return direction == ECharacterDirection.RIGHT_TO_LEFT
        || direction == ECharacterDirection.RIGHT_TO_LEFT_ARABIC;
  }

  private static boolean isDigit(int direction) {
    return direction == ECharacterDirection.EUROPEAN_NUMBER
        || direction == ECharacterDirection.ARABIC_NUMBER;
  }

  private static boolean isAllowedRightToLeft(int direction) {
    return isLetter(direction)
        || isDigit(direction)
        || direction == ECharacterDirection.EUROPEAN_NUMBER_SEPARATOR
        || direction == ECharacterDirection.COMMON_NUMBER_SEPARATOR
        || direction == ECharacterDirection.OTHER_NEUTRAL
        || direction == ECharacterDirection.DIR_NON_SPACING_MARK;
  }
}
