package chat.charla.server.name;

import com.ibm.icu.text.SpoofChecker;
import com.ibm.icu.text.SpoofChecker.RestrictionLevel;

/** ICU's implementation of UTS #39, created at its first use. */
final class Spoofing {
  /**
   * Highly Restrictive is the strictest level that allows names of all languages: Chinese, Japanese
   * and Korean mix scripts, including Latin. The next level would also allow Latin with any other
   * script except Greek and Cyrillic, so that look-alike letters and different writing directions
   * could occur in one name.
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
