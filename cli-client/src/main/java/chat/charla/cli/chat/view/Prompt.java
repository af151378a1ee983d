package chat.charla.cli.chat.view;

/**
 * The prompt before a line of input.
 *
 * @param text the sanitized text, on one line
 * @param question whether the text is a question, which is shown even without a line editor
 */
public record Prompt(String text, boolean question) {
  /** A question. */
  public static Prompt question(String text) {
    return new Prompt(text, true);
  }

  /** The regular prompt for the next line. */
  public static Prompt turn(String text) {
    return new Prompt(text, false);
  }
}
