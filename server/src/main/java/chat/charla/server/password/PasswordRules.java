package chat.charla.server.password;

import java.util.Locale;
import java.util.Optional;

/**
 * The rules for new passwords, after NIST SP 800-63B: a password must be long enough, and must not
 * be one of the passwords that are guessed first. There are no rules about which characters it must
 * have, because such rules make passwords predictable. Control characters are refused because other
 * programs change them, and unassigned code points because their normalised form may change when
 * they are assigned.
 */
public final class PasswordRules {
  private PasswordRules() {}

  /**
   * The first rule that a new password breaks; empty if it may be used.
   *
   * @param name the name of the account
   */
  public static Optional<PasswordRule> brokenBy(String password, String name) {
    if (password.length() > Password.MAX_LENGTH) {
      return Optional.of(PasswordRule.LENGTH);
    }
    String normalised = Password.normalise(password);
    int length = normalised.codePointCount(0, normalised.length());
    if (length < Password.MIN_CODE_POINTS || length > Password.MAX_CODE_POINTS) {
      return Optional.of(PasswordRule.LENGTH);
    }
    if (!normalised.codePoints().allMatch(PasswordRules::isAllowed)) {
      return Optional.of(PasswordRule.CHARACTER);
    }
    String lower = lower(normalised);
    // A longer text is not a name, and normalising it would take time.
    if (name.length() <= Password.MAX_LENGTH && lower.equals(lower(Password.normalise(name)))) {
      return Optional.of(PasswordRule.NAME);
    }
    return CommonPasswords.contain(lower) ? Optional.of(PasswordRule.COMMON) : Optional.empty();
  }

  private static boolean isAllowed(int codePoint) {
    int type = Character.getType(codePoint);
    return type != Character.CONTROL && type != Character.UNASSIGNED;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
