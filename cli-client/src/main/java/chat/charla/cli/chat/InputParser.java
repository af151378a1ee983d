package chat.charla.cli.chat;

import chat.charla.client.Target;
import chat.charla.v1.User;
import java.util.Locale;

/** Understands typed lines, as the original did: {@code :q :h :i :add :p-NAME-MESSAGE}. Pure. */
final class InputParser {
  private static final String PRIVATE = ":p-";

  private InputParser() {}

  /**
   * What a line asks for. Whatever begins with {@code :p-} was meant for one person, so it is a
   * private message or an error, but never public; any other unknown {@code :x} is speech.
   *
   * @param present who is present, because names may have a '-' in them
   */
  static Input parse(String line, Roster present) {
    String command = line.strip();
    if (command.isEmpty()) {
      return Input.Simple.NOTHING;
    }
    if (command.toLowerCase(Locale.ROOT).startsWith(PRIVATE)) {
      return parsePrivate(command.substring(PRIVATE.length()), present);
    }
    return switch (command) {
      case ":q" -> Input.Simple.QUIT;
      case ":h" -> Input.Simple.HELP;
      case ":i" -> Input.Simple.LIST_USERS;
      case ":add" -> Input.Simple.WHO_AM_I;
      default -> new Input.Say(line);
    };
  }

  /** The longest name of somebody present wins; if there is none, the first '-' ends the name. */
  private static Input parsePrivate(String nameAndText, Roster present) {
    for (int dash = nameAndText.lastIndexOf('-', Roster.MAX_NAME_LENGTH);
        dash > 0;
        dash = nameAndText.lastIndexOf('-', dash - 1)) {
      User user = present.named(nameAndText.substring(0, dash).strip());
      if (user != null) {
        return privately(Target.user(user.getId()), nameAndText.substring(dash + 1));
      }
    }
    int dash = Math.max(0, nameAndText.indexOf('-'));
    String name = nameAndText.substring(0, dash).strip();
    return name.isEmpty()
        ? Input.Simple.MALFORMED_PRIVATE
        : privately(Target.userName(name), nameAndText.substring(dash + 1));
  }

  private static Input privately(Target to, String text) {
    return text.isBlank() ? Input.Simple.MALFORMED_PRIVATE : new Input.SayPrivately(to, text);
  }
}
