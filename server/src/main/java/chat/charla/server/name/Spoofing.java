package chat.charla.server.name;

import com.ibm.icu.text.SpoofChecker;
import com.ibm.icu.text.SpoofChecker.RestrictionLevel;

/** ICU's implementation of UTS #39, made when it is first needed. */
final class Spoofing {
  /**
   * Highly Restrictive is the strictest level at which people of all languages can write their
   * names: Chinese, Japanese and Korean mix scripts, among them Latin. The next one would also let
   * Latin be mixed with any other script but Greek and Cyrillic, so that letters that look alike,
   * and directions of writing, would meet in one name.
   */
  private static final SpoofChecker CHECKER =
      new SpoofChecker.Builder()
          .setChecks(
              SpoofChecker.RESTRICTION_LEVEL
                  | SpoofChecker.MIXED_NUMBERS
                  | SpoofChecker.HIDDEN_OVERLAY)
          .setRestrictionLevel(RestrictionLevel.HIGHLY_RESTRICTIVE)
          .build();

  private Spoofing() {}

  static SpoofChecker checker() {
    return CHECKER;
  }
}
