package chat.charla.server.name;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.text.SpoofChecker;
import com.ibm.icu.text.SpoofChecker.CheckResult;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The rules for combinations of characters in a name whose characters are all allowed. */
final class Combination {
  /** The largest number of consecutive marks, as UTS #39, 5.4, recommends. */
  private static final int MAX_CONSECUTIVE_MARKS = 4;

  private Combination() {}

  /** The first rule that the name breaks. */
  static Optional<Rule> brokenBy(String name) {
    if (name.codePoints().noneMatch(UCharacter::isLetterOrDigit)) {
      return Optional.of(Rule.LETTER);
    }
    CheckResult result = new CheckResult();
    Spoofing.checker().failsChecks(name, result);
    if ((result.checks & SpoofChecker.HIDDEN_OVERLAY) != 0
        || hasStrayMarks(name)
        || hasTooManyMarks(name)) {
      return Optional.of(Rule.MARKS);
    }
    if ((result.checks & SpoofChecker.RESTRICTION_LEVEL) != 0) {
      return Optional.of(Rule.SCRIPTS);
    }
    if ((result.checks & SpoofChecker.MIXED_NUMBERS) != 0) {
      return Optional.of(Rule.DIGITS);
    }
    return Direction.isDefinite(name) ? Optional.empty() : Optional.of(Rule.DIRECTION);
  }

  /**
   * Whether the name has a combining mark without a letter. The letter of a mark is the character
   * before it, or before the marks that directly precede it.
   */
  private static boolean hasStrayMarks(String name) {
    boolean onLetter = false;
    for (int index = 0; index < name.length(); index = name.offsetByCodePoints(index, 1)) {
      int codePoint = name.codePointAt(index);
      if (!isMark(codePoint)) {
        onLetter = UCharacter.isLetter(codePoint);
      } else if (!onLetter) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether too many marks follow each other, or a mark is repeated, which is invisible. ICU checks
   * for repeated marks only in names that are already decomposed.
   */
  private static boolean hasTooManyMarks(String name) {
    String decomposed = Normalizer.normalize(name, Normalizer.Form.NFD);
    Set<Integer> consecutive = new HashSet<>();
    for (int index = 0;
        index < decomposed.length();
        index = decomposed.offsetByCodePoints(index, 1)) {
      int codePoint = decomposed.codePointAt(index);
      if (UCharacter.getType(codePoint) != UCharacterCategory.NON_SPACING_MARK) {
        consecutive.clear();
      } else if (!consecutive.add(codePoint) || consecutive.size() > MAX_CONSECUTIVE_MARKS) {
        return true;
      }
    }
    return false;
  }

  /** Whether the character is a combining mark, of general category M. */
  static boolean isMark(int codePoint) {
    int type = UCharacter.getType(codePoint);
    return type == UCharacterCategory.NON_SPACING_MARK
        || type == UCharacterCategory.COMBINING_SPACING_MARK
        || type == UCharacterCategory.ENCLOSING_MARK;
  }
}
