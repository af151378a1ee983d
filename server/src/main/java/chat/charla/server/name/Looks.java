package chat.charla.server.name;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a name can be taken for. Two names that have a look in common are confusable, and names that
 * are the same but for case have one in common.
 *
 * <p>Skeletons, which UTS #39 makes of what looks alike, know nothing of case, and a name is the
 * same in any. Hence the skeletons of the name as it is written; in upper case, so that ALlCE with
 * a small L is found to be alice; folded, which names that are the same have in common; and of the
 * first skeleton when that is folded, so that AIice with a capital I is found to be alice.
 */
public final class Looks {
  /**
   * Two stored names that were accepted under an older edition may be confusable under this one.
   * That is no error. To be raised whenever two names can have a look in common that had none, as
   * with the tables of a newer ICU.
   */
  public static final int EDITION = 1;

  private Looks() {}

  /** The one to four looks of a name. */
  public static Set<String> of(String name) {
    String written = skeleton(name);
    Set<String> looks = new LinkedHashSet<>(8);
    looks.add(written);
    looks.add(skeleton(name.toUpperCase(Locale.ROOT)));
    looks.add(skeleton(NameRules.fold(name)));
    looks.add(skeleton(NameRules.fold(written)));
    return looks;
  }

  /** Whether one can be taken for the other. */
  public static boolean areShared(String name, String other) {
    Set<String> looks = of(name);
    looks.retainAll(of(other));
    return !looks.isEmpty();
  }

  private static String skeleton(String name) {
    return Spoofing.checker().getSkeleton(name);
  }
}
