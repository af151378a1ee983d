package chat.charla.cli.chat.view;

import chat.charla.cli.text.StyledText;
import java.util.List;

/**
 * The content of the input area around the line that is being typed. Immutable. All texts are
 * sanitized.
 *
 * @param prompt the prompt before the line
 * @param pending rows for the typed messages that are neither shown nor reported as failed
 * @param status one row about the connection and the rooms; the most important part is on the left
 * @param vocabulary the words that Tab completes
 */
public record InputArea(
    Prompt prompt, List<StyledText> pending, StyledText status, Vocabulary vocabulary) {
  public InputArea {
    pending = List.copyOf(pending);
  }
}
