package chat.charla.server.name;

import chat.charla.server.name.Verdict.Accepted;
import chat.charla.server.name.Verdict.Refused;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/** Applies the rules for names of users and rooms, in the order of {@link Rule}. */
public final class NameRules {
  /** Longest name, in code points. */
  public static final int MAX_CODE_POINTS = 32;

  /** The version of Unicode, and of UTS #39, that the rules follow and the contract names. */
  public static final String UNICODE = "17.0";

  /**
   * An input with more UTF-16 units cannot normalise to a valid name. This limits the work on
   * invalid input.
   */
  private static final int MAX_INPUT_LENGTH = 8 * MAX_CODE_POINTS;

  private NameRules() {}

  /** Whether a user may have this name, if it is free. */
  public static Verdict judgeUser(String asked) {
    Verdict verdict = judge(asked);
    if (verdict instanceof Accepted accepted && ReservedNames.contains(accepted.name())) {
      return Refused.of(Rule.RESERVED);
    }
    return verdict;
  }

  /** Whether a room may have this name; the accepted form is the canonical one, in lower case. */
  public static Verdict judgeRoom(String asked) {
    Verdict verdict = judge(asked);
    return verdict instanceof Accepted accepted ? judge(fold(accepted.name())) : verdict;
  }

  /** Whether the requested name is exactly this stored name, after normalisation. */
  public static boolean isSame(String asked, String name) {
    return asked.length() <= MAX_INPUT_LENGTH && compose(asked).equals(name);
  }

  /**
   * The folded form: two names are the same if their folded forms are equal. A text that is too
   * long for any name is returned unchanged: normalisation takes quadratic time in the number of
   * combining marks, about ten seconds for the largest request.
   */
  public static String fold(String name) {
    if (name.length() > MAX_INPUT_LENGTH) {
      return name;
    }
    // Upper case, because some letters are equal only there (final sigma, dotless i); before that
    // lower case, because the capital sharp s becomes SS in upper case only from its small form.
    return compose(name.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
  }

  /**
   * Loads Unicode's tables, which takes tens of milliseconds and would otherwise delay the first
   * name.
   */
  public static void prepare() {
    judgeUser("ana");
  }

  private static Verdict judge(String asked) {
    if (asked.length() > MAX_INPUT_LENGTH) {
      return Refused.of(Rule.LENGTH);
    }
    String name = compose(asked);
    int length = name.codePointCount(0, name.length());
    if (length < 1 || length > MAX_CODE_POINTS) {
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
