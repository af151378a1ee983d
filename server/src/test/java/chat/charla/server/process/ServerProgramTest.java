package chat.charla.server.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** No test leaves a server behind. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "script(1) has other options elsewhere")
@Timeout(10 * Patience.SECONDS)
class ServerProgramTest {
  /** Runs the arguments in a terminal of their own, and they ignore that the terminal hangs up. */
  private static final String IN_TERMINAL =
      "trap '' HUP; line=exec; for word do line=\"$line '$word'\"; done;"
          + " exec script -qefc \"$line\" /dev/null";

  @TempDir private Path directory;

  @Test
  void closingAlsoEndsAServerUnderAnotherProgram() throws Exception {
    List<ProcessHandle> below;
    try (ServerProgram terminal =
        ServerProgram.classPath().under("sh", "-c", IN_TERMINAL, "sh").data(directory).start()) {
      terminal.port();
      below = ProcessHandle.of(terminal.pid()).orElseThrow().descendants().toList();
      assertEquals(1, below.size(), () -> "the server in the terminal: " + below);
    }

    Patience.await("end of the server", () -> !below.get(0).isAlive());
  }
}
