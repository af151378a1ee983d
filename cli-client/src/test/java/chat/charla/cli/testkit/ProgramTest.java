package chat.charla.cli.testkit;

import chat.charla.testkit.Patience;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** No process of a test continues after the test. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no sleep")
class ProgramTest {
  @Test
  void closingAlsoEndsProcessesThatAShellHasStarted() {
    ProcessHandle started;
    try (Program shell = Program.shell(Map.of(), "sleep 3600 & echo pid $!; wait")) {
      String line = shell.out().awaitLineStarting("pid ");
      started = ProcessHandle.of(Long.parseLong(line.substring("pid ".length()))).orElseThrow();
    }

    Patience.await("end of the program", () -> !started.isAlive());
  }
}
