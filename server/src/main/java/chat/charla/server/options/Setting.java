package chat.charla.server.options;

/**
 * The value of an option that a file or the environment sets.
 *
 * @param option the name of the option, without dashes
 * @param value the value as on the command line
 * @param source where the value was found: a variable, or a file with the number of the line
 */
public record Setting(String option, String value, String source) {
  /** The option with its value, as one argument of the command line. */
  public String argument() {
    return "--" + option + "=" + value;
  }
}
