package chat.charla.server.password;

import chat.charla.server.refusal.Refusal;
import chat.charla.v1.ErrorReason;
import java.util.Locale;

/** The rules for new passwords, in the order in which they are checked. */
public enum PasswordRule {
  LENGTH(
      "a password must have "
          + Password.MIN_CODE_POINTS
          + " to "
          + Password.MAX_CODE_POINTS
          + " code points"),
  CHARACTER("a password must not have control characters or unassigned code points"),
  NAME("a password must not be the name"),
  COMMON("this password is one of the most common ones, which are guessed first");

  private final String description;

  PasswordRule(String description) {
    this.description = description;
  }

  /**
   * The refusal of a password that breaks this rule, and none of the rules before it.
   *
   * @param field the field of the request that has the password
   */
  public Refusal refusal(String field) {
    Refusal refusal =
        Refusal.field(ErrorReason.ERROR_REASON_PASSWORD_INVALID, field, description)
            .with("rule", name().toLowerCase(Locale.ROOT));
    return this == LENGTH
        ? refusal
            .with("min_code_points", Integer.toString(Password.MIN_CODE_POINTS))
            .with("max_code_points", Integer.toString(Password.MAX_CODE_POINTS))
        : refusal;
  }
}
