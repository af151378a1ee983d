package chat.charla.server.name;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacter.IdentifierType;
import com.ibm.icu.lang.UScript;
import java.util.EnumSet;
import java.util.Set;

/**
 * The characters of names: letters, marks and digits of all scripts that are written today, and
 * {@code _}, {@code .} and {@code -}. In terms of UTS #39, those whose only Identifier_Type is
 * Recommended, or Limited_Use, or for Han characters Uncommon_Use.
 *
 * <p>That is more than its General Security Profile has. Limited_Use are the scripts of smaller
 * peoples, whose names are no more easily faked than others: mixing them is refused, and their
 * looks are compared. The rarer Han characters are in use in the names of people, and two vowels of
 * Thai and Lao in every text.
 */
final class Repertoire {
  /**
   * A vowel that Unicode advises against, because it is a ligature; and nobody writes otherwise.
   */
  private static final int THAI_AM = 0x0E33;

  private static final int LAO_AM = 0x0EB3;

  private static final Set<IdentifierType> RECOMMENDED = EnumSet.of(IdentifierType.RECOMMENDED);
  private static final Set<IdentifierType> LIMITED_USE = EnumSet.of(IdentifierType.LIMITED_USE);
  private static final Set<IdentifierType> UNCOMMON_USE = EnumSet.of(IdentifierType.UNCOMMON_USE);

  private Repertoire() {}

  static boolean contains(int codePoint) {
    if (codePoint == '.' || codePoint == '-' || codePoint == THAI_AM || codePoint == LAO_AM) {
      return true;
    }
    EnumSet<IdentifierType> types = EnumSet.noneOf(IdentifierType.class);
    UCharacter.getIdentifierTypes(codePoint, types);
    return types.equals(RECOMMENDED)
        || types.equals(LIMITED_USE)
        || (types.equals(UNCOMMON_USE) && UScript.getScript(codePoint) == UScript.HAN);
  }
}
