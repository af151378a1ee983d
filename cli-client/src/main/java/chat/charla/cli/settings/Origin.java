package chat.charla.cli.settings;

/**
 * Where a value comes from.
 *
 * @param level how much it counts
 * @param name what to look for there: an option, a variable, a key of the configuration file; empty
 *     for a default
 */
public record Origin(Level level, String name) {
  /** Nobody has said anything. */
  public static final Origin DEFAULT = new Origin(Level.DEFAULT, "");

  /** The kinds of places, from what counts most to what counts least. */
  public enum Level {
    /** An option of the command. */
    COMMAND_LINE,
    /** A variable that begins with {@code CHARLA_}. */
    ENVIRONMENT,
    /** What the configuration file says for the chosen profile. */
    PROFILE,
    /** What the configuration file says in general. */
    FILE,
    /** What the program does unasked. */
    DEFAULT
  }

  /** Whether this counts at least as much as another one. */
  public boolean countsAsMuchAs(Origin other) {
    return level.compareTo(other.level) <= 0;
  }
}
