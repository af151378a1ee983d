package chat.charla.cli.chat;

/**
 * What stands before the line that is asked for.
 *
 * @param text harmless for a terminal, on one line
 * @param question whether it says something new, so that it is shown even where no one edits a line
 */
public record Prompt(String text, boolean question) {
  /** Asks for something. */
  public static Prompt question(String text) {
    return new Prompt(text, true);
  }

  /** Shows whose turn it is to speak. */
  public static Prompt turn(String text) {
    return new Prompt(text, false);
  }
}
