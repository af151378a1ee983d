package chat.charla.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.Program;
import chat.charla.cli.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C during a command in a shell script. */
@EnabledOnOs(OS.LINUX)
class InterruptTest {
  private static final long SIGINT_BIT = 1 << 1;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"tail", "chat"})
  void interruptedCommandLeavesAndExitsWith130(String command) throws Exception {
    assumeFalse(
        ignoresInterrupts(), "this process was started in the background, so it ignores SIGINT");
    try (TestServer server = new TestServer(directory.resolve("data"));
        Person ana = Person.chats(server, "Ana");
        Program program = Program.starts(server, command, "--config=/dev/null", "--name=Robot")) {
      ana.sees("HH:MM -- Robot entró al chat");
      program.signal("INT");
      assertEquals(130, program.exitCodeWithInputOpen());
      assertEquals("", program.err().text());
      ana.sees("HH:MM -- Robot salió del chat");
    }
  }

  /** Processes that a shell starts in the background ignore Ctrl-C, and so do their children. */
  private static boolean ignoresInterrupts() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
        .anyMatch(mask -> (mask & SIGINT_BIT) != 0);
  }
}
