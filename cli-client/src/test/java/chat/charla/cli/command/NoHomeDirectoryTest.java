package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.Program;
import chat.charla.cli.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the program for a user without a home directory, as in containers. Java reports the home
 * directory of such a user as "?".
 */
@DisabledOnOs(OS.WINDOWS)
class NoHomeDirectoryTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("HOME", "", "JAVA_TOOL_OPTIONS", "-Duser.home=?");

  @TempDir Path directory;

  @Test
  void commandsWithoutFilesWorkAndOthersExplainWhatToDo() throws IOException {
    try (TestServer server = new TestServer(directory.resolve("data"));
        Program shell = Program.shell(ENVIRONMENT, script(server))) {
      List<String> codes = shell.lines().stream().filter(line -> line.length() == 1).toList();
      assertEquals(List.of("0", "1", "1", "1"), codes, () -> shell.err().text());
      List<String> errors =
          shell.err().lines().stream().filter(line -> line.startsWith("charla: ")).toList();
      String configuration = "set HOME or XDG_CONFIG_HOME to a writable directory";
      assertEquals(3, errors.size(), errors::toString);
      assertTrue(errors.get(0).endsWith(configuration), errors::toString);
      assertTrue(errors.get(1).endsWith(configuration), errors::toString);
      assertTrue(errors.get(2).contains("XDG_STATE_HOME"), errors::toString);
      assertFalse(Files.exists(directory.resolve("?")));
    }
  }

  private String script(TestServer server) {
    return "cd '"
        + directory
        + "'\n"
        + "charla send --name Ana --port PORT hola; echo $?\n".replace("PORT", server.port())
        + "charla config path; echo $?\n"
        + "charla whoami --accept-new-fingerprint; echo $?\n"
        + "charla chat --token-file token; echo $?\n";
  }
}
