package chat.charla.cli.chat;

import java.util.List;

/**
 * The words that can be completed at present. Immutable, so that the thread that edits a line may
 * have it while the chat goes on.
 *
 * @param commands with their slash or colon
 * @param names of those who are present
 * @param rooms that are known
 */
public record Vocabulary(List<String> commands, List<String> names, List<String> rooms) {
  /** No words at all. */
  public static final Vocabulary EMPTY = new Vocabulary(List.of(), List.of(), List.of());

  public Vocabulary {
    commands = List.copyOf(commands);
    names = List.copyOf(names);
    rooms = List.copyOf(rooms);
  }
}
