package chat.charla.dist;

import chat.charla.cli.command.CharlaCommand;
import chat.charla.cli.command.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The completion scripts for shells that {@code charla completion} prints, in English. */
final class Completions {
  private Completions() {}

  static void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("charla"), script("bash"));
    Files.writeString(directory.resolve("_charla"), script("zsh"));
    Files.writeString(directory.resolve("charla.fish"), script("fish"));
  }

  private static String script(String shell) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
    Context context =
        new Context(InputStream.nullInputStream(), printed, System.err, Map.of(), false);
    int exitCode = CharlaCommand.run(context, "--lang", "en", "completion", shell);
    if (exitCode != 0) {
      throw new IllegalStateException("charla completion " + shell + " exited with " + exitCode);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
