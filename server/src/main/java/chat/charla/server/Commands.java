package chat.charla.server;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;

/**
 * Chooses the command that the first argument names. If the first argument names no command, runs a
 * server. To listen on a host that has the name of a command, an operator must use {@code --host}.
 */
final class Commands {
  private Commands() {}

  /** Runs a command and returns the exit code of the process. */
  static int run(
      PrintStream out, PrintStream err, Map<String, String> environment, String... arguments)
      throws InterruptedException {
    String first = arguments.length == 0 ? "" : arguments[0];
    return switch (first) {
      case "backup" ->
          new CopyCommand(out, err, environment).run(new BackupCommand(), rest(arguments));
      case "check" -> new CheckCommand(out, err, environment).run(rest(arguments));
      case "restore" ->
          new CopyCommand(out, err, environment).run(new RestoreCommand(), rest(arguments));
      default -> ServerCommand.run(out, err, environment, arguments);
    };
  }

  private static String[] rest(String... arguments) {
    return Arrays.copyOfRange(arguments, 1, arguments.length);
  }
}
