package chat.charla.cli.testkit;

import chat.charla.cli.command.CharlaCommand;
import chat.charla.cli.command.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Loads the classes that commands load, and those of a server: see {@link
 * chat.charla.testkit.ClassArchive}.
 */
public final class Training {
  private Training() {}

  /** Runs commands with a server on this new data directory, and exits. */
  public static void main(String[] arguments) throws IOException {
    try (TestServer server = new TestServer(Path.of(arguments[0]))) {
      for (List<String> command :
          List.of(
              List.of("send", "text"),
              List.of("history"),
              List.of("whoami"),
              List.of("send", "--no-such-option"),
              List.of("pipe"))) {
        run(server, command);
      }
    }
    System.exit(0);
  }

  private static void run(TestServer server, List<String> command) {
    Context context =
        new Context(
            new ByteArrayInputStream(
                "{\"type\":\"send\",\"text\":\"text\"}\n".getBytes(StandardCharsets.UTF_8)),
            System.out,
            System.err,
            Map.of("CHARLA_LANG", "en", "HOME", "/nonexistent"),
            false);
    String[] words = command.toArray(String[]::new);
    String[] all = new String[words.length + 2];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "--port";
    all[words.length + 1] = server.port();
    System.out.println(command + " ends with " + CharlaCommand.run(context, all));
  }
}
