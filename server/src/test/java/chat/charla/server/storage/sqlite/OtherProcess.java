package chat.charla.server.storage.sqlite;

import chat.charla.testkit.ClassArchive;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that runs a class of the test class path. {@link #close} kills the process. */
final class OtherProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private OtherProcess(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static OtherProcess start(Class<?> program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The C1 compiler suffices for a short-lived process.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(ClassArchive.options());
    command.add(program.getName());
    command.addAll(List.of(arguments));
    return new OtherProcess(new ProcessBuilder(command).redirectError(Redirect.DISCARD).start());
  }

  /** The next line of the process's output. */
  String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new AssertionError("the process has ended");
    }
    return line;
  }

  /** Returns when the process has ended by itself. */
  void awaitEnd() {
    process.onExit().join();
  }

  /** Kills the process, as kill -9 does, and waits for its end. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
