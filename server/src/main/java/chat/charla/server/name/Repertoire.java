package chat.charla.server.name;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacter.IdentifierType;
import com.ibm.icu.lang.UScript;
import java.util.EnumSet;
import java.util.Set;

/**
 * The allowed characters of names: letters, marks and digits of all scripts in use today, and
 * {@code _}, {@code .} and {@code -}. In terms of UTS #39, these are the characters whose only
 * Identifier_Type is Recommended or Limited_Use, or Uncommon_Use for Han characters.
 *
 * <p>The General Security Profile of UTS #39 allows fewer characters. Limited_Use scripts belong to
 * smaller language communities; names in these scripts are not easier to forge, since the server
 * refuses names with mixed scripts and compares looks. The rarer Han characters occur in personal
 * names. The vowels {@link #THAI_AM} and {@link #LAO_AM} are common in Thai and Lao text.
 */
final class Repertoire {
  /**
   * A vowel that all Thai text uses, although Unicode discourages it because of its compatibility
   * decomposition. {@link #LAO_AM} is the same for Lao text.
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
