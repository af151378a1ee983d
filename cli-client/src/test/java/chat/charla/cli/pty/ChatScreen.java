package chat.charla.cli.pty;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Opens the packaged program in a terminal. */
final class ChatScreen {
  static final int COLUMNS = 80;
  static final int ROWS = 24;
  static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** The text that the terminal shows after the program has ended. The exit code follows it. */
  static final String ENDED = "ended with ";

  /** Prints the exit code and the modes of the terminal, and then does not end. */
  private static final String END =
      "echo \"" + ENDED + "$?\"; stty -a | grep -oE -- '-?(icanon|echo|isig|icrnl)\\b'; cat";

  private static final Path JAR = Path.of("target", "charla-cli.jar").toAbsolutePath();

  private ChatScreen() {}

  /** Opens a chat, and waits until the user has joined. */
  static Pane open(Tmux tmux, Path home, String port, String name) {
    Pane pane = open(tmux, home, Map.of(), "chat", "--port", port, "--name", name);
    return pane.sees("<" + name + ">:");
  }

  /** Runs a command line, and keeps the terminal open after its end. */
  static Pane open(Tmux tmux, Path home, Map<String, String> environment, String... arguments) {
    return open(tmux, home, "\"$@\"; " + END, environment, arguments);
  }

  /**
   * Opens a chat, and waits until the user has joined. If the chat is stopped, its shell reads a
   * line, and then continues the chat.
   */
  static Pane openAsJob(Tmux tmux, Path home, String port, String name) {
    String script =
        "set -m; \"$@\"; echo stopped; read -r line; echo \"read: $line\"; fg >/dev/null; " + END;
    Pane pane = open(tmux, home, script, Map.of(), "chat", "--port", port, "--name", name);
    return pane.sees("<" + name + ">:");
  }

  private static Pane open(
      Tmux tmux, Path home, String script, Map<String, String> environment, String... arguments) {
    List<String> command = new java.util.ArrayList<>(List.of("sh", "-c", script, "sh", JAVA));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    Map<String, String> all = new java.util.HashMap<>(environment);
    all.put("LANG", "es_CL.UTF-8");
    all.put("XDG_STATE_HOME", home.resolve("state").toString());
    all.put("XDG_CONFIG_HOME", home.resolve("config").toString());
    String name = arguments[arguments.length - 1];
    return tmux.open(name, COLUMNS, ROWS, all, command);
  }
}
