package chat.charla.server.name;

import chat.charla.name.NameFold;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Computes the looks of a name: texts that represent how the name looks. Two names are confusable
 * if they have a look in common. Names that differ only in case always have a look in common.
 *
 * <p>The skeletons of UTS #39 are case-sensitive, but names are not. So the looks are the skeletons
 * of four texts: the name as it is written; the name in upper case, so that ALlCE with a small L is
 * confusable with alice; the folded name, which is the same for all spellings that differ only in
 * case; and the folded skeleton of the name as it is written, so that AIice with a capital I is
 * confusable with alice.
 */
public final class Looks {
  /**
   * The edition of the rules. Two stored names that were accepted under an older edition may be
   * confusable under this edition; the server keeps both. A developer must raise the edition with
   * each change that can make more names confusable, such as newer tables of ICU.
   */
  public static final int EDITION = 2;

  private Looks() {}

  /** The looks of a name: one to four. */
  public static Set<String> of(String name) {
    String written = skeleton(name);
    Set<String> looks = new LinkedHashSet<>(8);
    looks.add(written);
    looks.add(skeleton(name.toUpperCase(Locale.ROOT)));
    looks.add(skeleton(NameFold.fold(name)));
    looks.add(skeleton(NameFold.fold(written)));
    return looks;
  }

  /** Whether the two names are confusable. */
  public static boolean areConfusable(String name, String other) {
    Set<String> looks = of(name);
    looks.retainAll(of(other));
    return !looks.isEmpty();
  }

  private static String skeleton(String name) {
    return Spoofing.checker().getSkeleton(name);
  }
}
