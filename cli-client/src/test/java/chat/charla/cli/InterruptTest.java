package chat.charla.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C, as a shell's script sees it. */
@EnabledOnOs(OS.LINUX)
class InterruptTest {
  private static final long LIMIT_SECONDS = 30;
  private static final long SIGINT_BIT = 1 << 1;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"tail", "chat"})
  void interruptedCommandLeavesAndExitsWith130(String command) throws Exception {
    assumeFalse(ignoresInterrupts(), "started in the background: SIGINT is ignored here");
    try (TestServer server = new TestServer(directory.resolve("data"));
        Person ana = Person.chats(server, "Ana")) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "chat.charla.cli.Main",
                  command,
                  "--config=/dev/null",
                  "--name=Robot",
                  "--port=" + server.port())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        ana.sees("HH:MM -- Robot entró al chat");
        Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
        assertEquals(0, kill.waitFor());
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS));
        assertEquals(130, process.exitValue());
        ana.sees("HH:MM -- Robot salió del chat");
      } finally {
        process.destroyForcibly();
      }
    }
  }

  /** What a shell starts in the background ignores Ctrl-C, and so do its children. */
  private static boolean ignoresInterrupts() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
        .anyMatch(mask -> (mask & SIGINT_BIT) != 0);
  }
}
