package chat.charla.server.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.testkit.ClassArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands of the server program, which an operator runs: each is a process of its own. */
final class OperatorCommand {
  private OperatorCommand() {}

  /** How a command has ended: its exit code, and what it has printed. */
  record End(int exitCode, String output) {}

  /** Runs a command that must succeed. */
  static void run(String... arguments) throws IOException, InterruptedException {
    End end = end(arguments);
    assertEquals(0, end.exitCode(), end.output());
  }

  /** Runs a command to its end. */
  static End end(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    line.addAll(ClassArchive.options());
    line.add("chat.charla.server.Main");
    line.addAll(List.of(arguments));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new End(process.waitFor(), output);
  }
}
