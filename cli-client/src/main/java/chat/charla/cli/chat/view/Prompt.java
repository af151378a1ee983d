package chat.charla.cli.chat.view;

/**
 * The prompt before a line of input.
 *
 * @param text the sanitized text, on one line
 * @param question whether the text is a question, which is shown even without a line editor
 * @param hidden whether the line is secret, so that it is not shown
 */
public record Prompt(String text, boolean question, boolean hidden) {
  /** A question. */
  public static Prompt question(String text) {
    return new Prompt(text, true, false);
  }

  /** A question whose answer is secret. Only for a console that {@link Console#canHide}. */
  public static Prompt secret(String text) {
    return new Prompt(text, true, true);
  }

  /** The regular prompt for the next line. */
  public static Prompt regular(String text) {
    return new Prompt(text, false, false);
  }
}
