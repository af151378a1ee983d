package chat.charla.cli.chat.view;

import chat.charla.cli.text.StyledText;
import java.util.List;

/**
 * The content of the input area around the line that is being typed. Immutable; its texts are
 * sanitized.
 *
 * @param prompt the prompt before the line
 * @param pending the typed messages that are not completed, oldest first, one row each
 * @param status one row about the connection and the rooms, the most important part on the left
 * @param vocabulary the words that Tab completes
 */
public record InputArea(
    Prompt prompt, List<StyledText> pending, StyledText status, Vocabulary vocabulary) {
  public InputArea {
    pending = List.copyOf(pending);
  }
}
