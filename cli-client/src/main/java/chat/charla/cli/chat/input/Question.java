package chat.charla.cli.chat.input;

import chat.charla.cli.chat.view.Prompt;
import chat.charla.cli.text.Messages;
import chat.charla.client.WhiteSpace;
import java.util.Locale;
import java.util.Optional;

/**
 * A yes-or-no question that the user answers before any other input is handled.
 *
 * @param prompt the question
 * @param yes run if the answer is yes
 * @param no run if the answer is no
 */
public record Question(Prompt prompt, Runnable yes, Runnable no) {
  /** Parses an answer: true for yes, false for no, and empty if the line is neither. */
  public static Optional<Boolean> answer(String line, Messages messages) {
    String word = WhiteSpace.strip(line).toLowerCase(Locale.ROOT);
    if (messages.words("answer.yes").contains(word)) {
      return Optional.of(true);
    }
    return messages.words("answer.no").contains(word) ? Optional.of(false) : Optional.empty();
  }
}
