package chat.charla.cli.chat.input;

import chat.charla.cli.chat.input.CommandWord.Parameter;
import chat.charla.cli.chat.state.Roster;
import chat.charla.client.WhiteSpace;
import chat.charla.name.NameFold;
import chat.charla.v1.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parses typed lines: {@code /word} is a command, {@code //} at the start of a line is an escaped
 * slash, and the commands of the original program are accepted, too. Pure.
 */
final class InputParser {
  private InputParser() {}

  /**
   * Parses a line. A line that begins with a single slash is always a command, known or unknown. So
   * a mistyped command is never sent as a message. A line that begins with {@code :p-} is a private
   * message or an error. Any other line that begins with a colon is a message, unless it is a
   * command of the original program.
   *
   * @param present the users present; their names show which '-' ends the recipient's name
   */
  static Input parse(String line, Roster present) {
    String command = WhiteSpace.strip(line);
    if (command.isEmpty()) {
      return Input.Simple.NOTHING;
    }
    if (command.startsWith("//")) {
      return new Input.Say(WhiteSpace.stripLeading(line).substring(1));
    }
    if (command.startsWith("/")) {
      return parseCommand(command.substring(1));
    }
    if (isOriginalPrivate(command)) {
      return parsePrivate(command.substring(CommandWord.ORIGINAL_PRIVATE.length()), present);
    }
    return switch (command) {
      case ":q" -> new Input.Command(CommandWord.QUIT, List.of());
      case ":h" -> new Input.Command(CommandWord.HELP, List.of());
      case ":i" -> new Input.Command(CommandWord.WHO, List.of());
      case ":add" -> new Input.Command(CommandWord.WHOAMI, List.of());
      default -> new Input.Say(line);
    };
  }

  /**
   * Whether the line is a private message in the original program's syntax whose recipient depends
   * on the users present, because the name may end at more than one '-'.
   */
  static boolean isAmbiguous(String line) {
    String command = WhiteSpace.strip(line);
    if (!isOriginalPrivate(command)) {
      return false;
    }
    int first = command.indexOf('-', CommandWord.ORIGINAL_PRIVATE.length());
    return first >= 0 && command.indexOf('-', first + 1) >= 0;
  }

  private static boolean isOriginalPrivate(String command) {
    return command.regionMatches(
        true, 0, CommandWord.ORIGINAL_PRIVATE, 0, CommandWord.ORIGINAL_PRIVATE.length());
  }

  private static Input parseCommand(String command) {
    int end = endOfWord(command, 0);
    String name = command.substring(0, end);
    Optional<CommandWord> word = CommandWord.named(name);
    return word.isEmpty()
        ? new Input.Unknown(name, CommandWord.meantBy(name))
        : parseArguments(word.get(), WhiteSpace.stripLeading(command.substring(end)));
  }

  private static Input parseArguments(CommandWord word, String line) {
    List<String> arguments = new ArrayList<>();
    String rest = line;
    for (Parameter parameter : word.parameters()) {
      if (rest.isEmpty()) {
        if (parameter.isRequired()) {
          return new Input.Malformed(word);
        }
        break;
      }
      int end = parameter.isText() ? rest.length() : endOfWord(rest, 0);
      arguments.add(rest.substring(0, end));
      rest = WhiteSpace.stripLeading(rest.substring(end));
    }
    return rest.isEmpty() ? new Input.Command(word, arguments) : new Input.Malformed(word);
  }

  private static int endOfWord(String text, int start) {
    int end = start;
    while (end < text.length() && !WhiteSpace.contains(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /**
   * The recipient is the user present with the longest name that matches. If no name matches, the
   * first '-' ends the recipient's name.
   */
  private static Input parsePrivate(String nameAndText, Roster present) {
    for (int dash = nameAndText.lastIndexOf('-', NameFold.MAX_LENGTH);
        dash > 0;
        dash = nameAndText.lastIndexOf('-', dash - 1)) {
      User user = present.named(WhiteSpace.strip(nameAndText.substring(0, dash)));
      if (user != null) {
        return privateMessage(user.getName(), nameAndText.substring(dash + 1));
      }
    }
    int dash = Math.max(0, nameAndText.indexOf('-'));
    String name = WhiteSpace.strip(nameAndText.substring(0, dash));
    return name.isEmpty()
        ? Input.Simple.MALFORMED_PRIVATE
        : privateMessage(name, nameAndText.substring(dash + 1));
  }

  private static Input privateMessage(String name, String text) {
    return WhiteSpace.isBlank(text)
        ? Input.Simple.MALFORMED_PRIVATE
        : new Input.Command(CommandWord.MSG, List.of(name, text));
  }
}
