package chat.charla.server.name;

import java.util.Locale;

/**
 * The rules for names, in the order in which they are checked. The contract specifies each rule in
 * full.
 */
public enum Rule {
  LENGTH("a name must have 1 to " + NameLimits.MAX_CODE_POINTS + " code points"),
  CHARACTER(
      "a name may have only letters and digits of the scripts in use today, '_', '.' and '-'"),
  LETTER("a name must have a letter or a digit"),
  MARKS("combining marks must follow letters, at most four on each, and must be visible"),
  SCRIPTS("the letters of a name must be of one script, or of scripts that are written together"),
  DIGITS("the digits of a name must be of one number system"),
  DIRECTION(
      "a name that is written from right to left must begin with a letter and end with a letter or a digit"),
  RESERVED("this name could be mistaken for the server or its operators");

  private final String description;

  Rule(String description) {
    this.description = description;
  }

  /** The value of {@code rule} in the metadata of a refusal. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A description of the rule, for developers. */
  public String description() {
    return description;
  }
}
