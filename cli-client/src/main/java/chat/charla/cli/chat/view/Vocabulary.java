package chat.charla.cli.chat.view;

import java.util.List;
import java.util.Map;

/**
 * The words that Tab completes. Immutable, so that the thread that edits a line can read the words
 * while the chat's state changes.
 *
 * @param commands the commands with their slash or colon
 * @param choices for each command, with its slash, the words of each parameter, or {@link #NAMES};
 *     a command without a parameter that has words of its own is absent
 * @param names the names of the users present, and of others who have a role or a restriction
 * @param rooms the names of the user's rooms
 */
public record Vocabulary(
    List<String> commands,
    Map<String, List<List<String>>> choices,
    List<String> names,
    List<String> rooms) {
  /** Stands for the names of users, as the words of a parameter. */
  public static final List<String> NAMES = List.of("@");

  /** An empty vocabulary. */
  public static final Vocabulary EMPTY = ofCommands(List.of(), Map.of());

  public Vocabulary {
    commands = List.copyOf(commands);
    choices = Map.copyOf(choices);
    names = List.copyOf(names);
    rooms = List.copyOf(rooms);
  }

  /** The vocabulary of these commands, without names and rooms. */
  public static Vocabulary ofCommands(
      List<String> commands, Map<String, List<List<String>>> choices) {
    return new Vocabulary(commands, choices, List.of(), List.of());
  }

  /** A vocabulary with the same commands, and with these names and rooms. */
  Vocabulary with(List<String> present, List<String> entered) {
    return new Vocabulary(commands, choices, present, entered);
  }
}
