package chat.charla.cli.chat.view;

import java.util.List;

/**
 * The words that Tab completes. Immutable, so that the thread that edits a line can read the words
 * while the chat's state changes.
 *
 * @param commands the commands with their slash or colon
 * @param names the names of the users present
 * @param rooms the names of the user's rooms
 */
public record Vocabulary(List<String> commands, List<String> names, List<String> rooms) {
  /** An empty vocabulary. */
  public static final Vocabulary EMPTY = new Vocabulary(List.of(), List.of(), List.of());

  public Vocabulary {
    commands = List.copyOf(commands);
    names = List.copyOf(names);
    rooms = List.copyOf(rooms);
  }
}
