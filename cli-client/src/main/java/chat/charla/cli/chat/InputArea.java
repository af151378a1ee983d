package chat.charla.cli.chat;

import chat.charla.cli.text.StyledText;
import java.util.List;

/**
 * What stands around the line that is being typed, as it is at present. Immutable; its words are
 * harmless for a terminal.
 *
 * @param prompt what stands before the line
 * @param pending what has been typed and is not acknowledged yet, the oldest first, each on one row
 * @param status one row about the connection and the rooms, the most important on the left
 * @param vocabulary what Tab completes
 */
public record InputArea(
    Prompt prompt, List<StyledText> pending, StyledText status, Vocabulary vocabulary) {
  public InputArea {
    pending = List.copyOf(pending);
  }
}
