package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.settings.PrivateFiles;
import chat.charla.cli.testkit.Program;
import chat.charla.cli.testkit.ServerFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the script commands as processes, and checks the exit code and the message of each failure.
 */
class ProcessFailureTest extends ServerFixture {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "send --to a --room b hola",
        "send --id x --lines",
        "tail --timeout soon",
        "tail --private --room lobby",
        "history --before 1 --since 1",
        "users --output xml",
        "rooms lobby",
        "whoami --count",
        "ping --interval 0s",
        "pipe --since lobby"
      })
  void invalidCommandLineIsReported(String commandLine) {
    Program program = starts(commandLine);
    assertEquals(ExitCode.USAGE, program.exitCode());
    assertEquals("", program.out().text());
    List<String> errors = program.err().lines();
    assertEquals(2, errors.size(), errors::toString);
    assertTrue(errors.get(0).startsWith("charla: "), errors::toString);
    assertTrue(errors.get(1).contains(" --help"), errors::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send hola",
        "tail",
        "history",
        "users",
        "rooms",
        "whoami",
        "ping --count 1",
        "pipe"
      })
  void unreachableServerIsReported(String commandLine) throws IOException {
    server.stop();
    Program program = starts(commandLine);
    assertEquals(ExitCode.UNREACHABLE, program.exitCode());
    assertEquals("", program.out().text());
    assertTrue(program.err().text().contains("cannot connect to localhost:" + server.port()));
    assertEquals(
        commandLine.startsWith("ping") ? 2 : 1, program.err().lines().size(), program.err()::text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send hola",
        "tail",
        "history",
        "users",
        "rooms",
        "whoami",
        "pipe",
        "chat --name Ana"
      })
  void unknownTokenIsReported(String commandLine) throws IOException {
    Path token = directory.resolve("token");
    PrivateFiles.write(token, "unknown-token".getBytes(StandardCharsets.UTF_8));
    Program program = starts(commandLine + " --token-file " + token);
    assertEquals(ExitCode.AUTHENTICATION, program.exitCode());
    assertEquals("", program.out().text());
    assertEquals(
        List.of("charla: The server no longer knows your identity"), program.err().lines());
    assertEquals("unknown-token", Files.readString(token));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send --to Nadie hola",
        "send --name not/a/name hola",
        "history --room nowhere",
        "users --room nowhere",
        "tail --room not/a/name",
        "whoami --name not/a/name",
        "pipe --name not/a/name"
      })
  void refusalOfTheServerIsReported(String commandLine) {
    Program program = starts(commandLine);
    assertEquals(ExitCode.REFUSED, program.exitCode(), program.err()::text);
    assertEquals("", program.out().text());
    assertEquals(1, program.err().lines().size(), program.err()::text);
  }

  @Test
  void serverThatDoesNotAnswerIsReported() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      List<String> arguments =
          List.of(
              "ping",
              "--host=127.0.0.1",
              "--port=" + mute.getLocalPort(),
              "--count=1",
              "--timeout=300ms");
      Program program = Program.runs(Map.of(), arguments);
      assertEquals(ExitCode.UNREACHABLE, program.exitCode());
      assertEquals("", program.out().text());
    }
  }

  private Program starts(String commandLine) {
    List<String> words = new ArrayList<>(List.of(commandLine.split(" ", -1)));
    String command = words.remove(0);
    return Program.starts(server, command, words.toArray(String[]::new));
  }
}
