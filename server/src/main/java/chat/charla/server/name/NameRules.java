package chat.charla.server.name;

import chat.charla.server.name.Verdict.Accepted;
import chat.charla.server.name.Verdict.Refused;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/** The rules for names of users and rooms, in the order in which they are tried. */
public final class NameRules {
  /** Longest name, in code points. */
  public static final int MAX_CODE_POINTS = 32;

  /** The version of Unicode, and of UTS #39, that the rules follow and the contract names. */
  public static final String UNICODE = "17.0";

  /**
   * More UTF-16 units than this cannot normalise to a valid name; it bounds the work on bad input.
   */
  private static final int MAX_INPUT_LENGTH = 8 * MAX_CODE_POINTS;

  private NameRules() {}

  /** Whether somebody may be called so, if the name is free. */
  public static Verdict judgeUser(String asked) {
    Verdict verdict = judge(asked);
    if (verdict instanceof Accepted accepted && ReservedNames.contains(accepted.name())) {
      return Refused.of(Rule.RESERVED);
    }
    return verdict;
  }

  /** Whether a room may be called so; what is accepted is the canonical form, in lower case. */
  public static Verdict judgeRoom(String asked) {
    Verdict verdict = judge(asked);
    return verdict instanceof Accepted accepted ? judge(fold(accepted.name())) : verdict;
  }

  /** Whether what is asked for is just this name, which somebody has or had already. */
  public static boolean isSame(String asked, String name) {
    return asked.length() <= MAX_INPUT_LENGTH && compose(asked).equals(name);
  }

  /**
   * What two names that count as the same have in common. A text that is too long for any name is
   * returned as it is: normalisation takes time in proportion to the square of the number of
   * combining marks, some ten seconds for the largest request.
   */
  public static String fold(String name) {
    if (name.length() > MAX_INPUT_LENGTH) {
      return name;
    }
    // By way of upper case, because some letters agree only there (the final sigma, the dotless i);
    // but first in lower case, where the capital sharp s becomes one that is SS in upper case.
    return compose(name.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
  }

  /**
   * Does now what would otherwise be done for the first name: reading Unicode's tables takes some
   * tens of milliseconds.
   */
  public static void prepare() {
    judgeUser("anybody");
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
    int[] strangers = name.codePoints().filter(each -> !Repertoire.contains(each)).toArray();
    if (strangers.length > 0) {
      return new Refused(Rule.CHARACTER, strangers[0]);
    }
    Optional<Rule> broken = Combination.brokenBy(name);
    return broken.isPresent() ? Refused.of(broken.get()) : new Accepted(name);
  }

  private static String compose(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }
}
