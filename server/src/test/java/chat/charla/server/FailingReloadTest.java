package chat.charla.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.logging.LogOutput;
import chat.charla.server.logging.TerminalFormat;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.AbstractMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A reload that fails for another reason than an error in the configuration. */
class FailingReloadTest {
  @RegisterExtension final RecordedLog log = new RecordedLog(Reload.class.getName());

  @TempDir private Path directory;

  @Test
  void anUnexpectedFailureChangesNothingAndIsReportedInOneLine() throws Exception {
    Path file = Files.createFile(directory.resolve("server.toml"));
    List<String> arguments =
        List.of("--lang", "en", "--data", directory.toString(), "--config", file.toString());
    Configuration started = new ConfigurationReader(Map.of(), arguments).read();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (LogOutput output =
        new LogOutput(
            new PrintStream(printed, true, StandardCharsets.UTF_8),
            new TerminalFormat(),
            Console.words(Locale.ENGLISH))) {
      Console console =
          new Console(output, Locale.ENGLISH, true, Console.LINES_AT_ONCE, InstantSource.system());
      CharlaServer server = new CharlaServer(started.server(), console);

      new Reload(server, console, started, new StandardError(true, false))
          .run(new ConfigurationReader(new Broken(), arguments));
    }

    assertEquals(
        "[SERVER] Not reloaded: the configuration stays as it was, because of an unexpected"
            + " failure: java.lang.IllegalStateException: broken\n",
        printed.toString(StandardCharsets.UTF_8).replace("\r", ""));
  }

  /** An environment that cannot be read. */
  private static final class Broken extends AbstractMap<String, String> {
    @Override
    public Set<Entry<String, String>> entrySet() {
      throw new IllegalStateException("broken");
    }
  }
}
