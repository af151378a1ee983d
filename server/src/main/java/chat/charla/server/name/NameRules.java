package chat.charla.server.name;

import chat.charla.name.NameFold;
import chat.charla.server.name.Verdict.Accepted;
import chat.charla.server.name.Verdict.Refused;
import java.text.Normalizer;
import java.util.Optional;

/** Applies the rules for names of users and rooms, in the order of {@link Rule}. */
public final class NameRules {
  /** The version of Unicode, and of UTS #39, that the rules follow and the contract names. */
  public static final String UNICODE = "17.0";

  private NameRules() {}

  /** Checks whether a user may have this name if the name is free. */
  public static Verdict checkUserName(String requested) {
    Verdict verdict = check(requested);
    if (verdict instanceof Accepted accepted && ReservedNames.contains(accepted.name())) {
      return Refused.of(Rule.RESERVED);
    }
    return verdict;
  }

  /**
   * Checks whether a room may have this name. The accepted form is the canonical name, in lower
   * case.
   */
  public static Verdict checkRoomName(String requested) {
    Verdict verdict = check(requested);
    return verdict instanceof Accepted accepted ? check(NameFold.fold(accepted.name())) : verdict;
  }

  /** Whether the requested name is exactly this stored name, after normalisation. */
  public static boolean isSame(String requested, String name) {
    return requested.length() <= NameFold.MAX_LENGTH && compose(requested).equals(name);
  }

  /**
   * Loads Unicode's tables, so that loading them does not delay the check of the first name by tens
   * of milliseconds.
   */
  public static void prepare() {
    checkUserName("ana");
  }

  private static Verdict check(String requested) {
    if (requested.length() > NameFold.MAX_LENGTH) {
      return Refused.of(Rule.LENGTH);
    }
    String name = compose(requested);
    int length = name.codePointCount(0, name.length());
    if (length < 1 || length > NameLimits.MAX_CODE_POINTS) {
      return Refused.of(Rule.LENGTH);
    }
    int[] disallowed = name.codePoints().filter(each -> !Repertoire.contains(each)).toArray();
    if (disallowed.length > 0) {
      return new Refused(Rule.CHARACTER, disallowed[0]);
    }
    Optional<Rule> broken = Combination.brokenBy(name);
    return broken.isPresent() ? Refused.of(broken.get()) : new Accepted(name);
  }

  private static String compose(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }
}
