package chat.charla.server.options;

/**
 * Something that is wrong with the configuration.
 *
 * @param source where the problem was found: a variable, or a file with the number of the line;
 *     empty for the command line
 * @param message what is wrong
 */
public record Problem(String source, String message) {
  /** The message after the source. */
  @Override
  public String toString() {
    return source.isEmpty() ? message : source + ": " + message;
  }
}
