package chat.charla.server.name;

import java.util.Locale;

/** What a name can break, in the order in which it is tried. The contract says each in full. */
public enum Rule {
  LENGTH("a name has 1 to " + NameRules.MAX_CODE_POINTS + " code points"),
  CHARACTER("a name has letters, digits, '_', '.' and '-' of the scripts in use today"),
  LETTER("a name has a letter or a digit"),
  MARKS("combining marks stand on letters, at most four on one, and can be seen there"),
  SCRIPTS("the letters of a name are of one script, or of scripts that are written together"),
  DIGITS("the digits of a name are of one kind"),
  DIRECTION("a name that is written from right to left begins with a letter and ends with one"),
  RESERVED("this name would pass for the server, or for those who run it");

  private final String description;

  Rule(String description) {
    this.description = description;
  }

  /** The value of {@code rule} in the metadata of a refusal. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it demands, for developers. */
  public String description() {
    return description;
  }
}
