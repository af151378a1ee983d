package chat.charla.cli.settings;

/**
 * The origin of a value.
 *
 * @param level the kind of origin, which decides the precedence
 * @param name the option, variable, or key of the configuration file; empty for a default
 */
public record Origin(Level level, String name) {
  /** The origin of a default value. */
  public static final Origin DEFAULT = new Origin(Level.DEFAULT, "");

  /** The kinds of origin, by decreasing precedence. */
  public enum Level {
    /** An option of the command. */
    COMMAND_LINE,
    /** A variable that begins with {@code CHARLA_}. */
    ENVIRONMENT,
    /** A key of the chosen profile in the configuration file. */
    PROFILE,
    /** A general key of the configuration file. */
    FILE,
    /** The program's default. */
    DEFAULT
  }

  /** Whether the precedence of this origin is equal to or higher than that of {@code other}. */
  public boolean hasAtLeastThePrecedenceOf(Origin other) {
    return level.compareTo(other.level) <= 0;
  }
}
