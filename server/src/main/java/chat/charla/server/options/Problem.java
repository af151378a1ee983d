package chat.charla.server.options;

/**
 * Something that is wrong with the configuration.
 *
 * @param place where it was found: a variable, or a file with the number of the line; empty for the
 *     command line
 * @param message what is wrong
 */
public record Problem(String place, String message) {
  /** The message after the place. */
  @Override
  public String toString() {
    return place.isEmpty() ? message : place + ": " + message;
  }
}
