package chat.charla.cli.testkit;

import chat.charla.testkit.ClassArchive;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The program as a separate process, without a terminal, with separate stdout and stderr. Messages
 * are in English.
 */
public final class Program implements AutoCloseable {
  private final Process process;
  private final Screen out = new Screen();
  private final Screen err = new Screen();
  private final List<Thread> pumps = new ArrayList<>();

  private Program(ProcessBuilder builder) {
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pump(process.getErrorStream(), err);
  }

  /** Starts a command that connects to this server. A thread collects the command's output. */
  public static Program starts(TestServer server, String command, String... arguments) {
    Program program = startsUnread(server, command, arguments);
    program.pump(program.process.getInputStream(), program.out);
    return program;
  }

  /** Does the same as {@link #starts}, but only the test reads the output. */
  public static Program startsUnread(TestServer server, String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command, "--port", server.port()));
    all.addAll(List.of(arguments));
    return new Program(builder(all, Map.of()));
  }

  /** Starts a command line unchanged, in this environment. */
  public static Program runs(Map<String, String> environment, List<String> arguments) {
    Program program = new Program(builder(arguments, environment));
    program.pump(program.process.getInputStream(), program.out);
    return program;
  }

  /** Starts a shell script in which {@code charla} is the program. */
  public static Program shell(Map<String, String> environment, String script) {
    String charla = "charla() { " + commandLine() + " \"$@\"; }\n";
    // Use bash, because plain sh does not provide the exit code of each program in a pipe.
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", charla + script);
    Program program = new Program(in(builder, environment));
    program.pump(program.process.getInputStream(), program.out);
    return program;
  }

  /** The program's command line for a shell. */
  public static String commandLine() {
    return String.join(" ", java().stream().map(Program::quote).toList());
  }

  /** Writes to the program's input. */
  public Program types(String text) {
    try {
      OutputStream input = process.getOutputStream();
      input.write(text.getBytes(StandardCharsets.UTF_8));
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Writes to the program's input, and then closes the input. */
  public Program typesFinally(String text) {
    types(text);
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** The program's standard output so far. */
  public Screen out() {
    return out;
  }

  /** The program's standard error so far. */
  public Screen err() {
    return err;
  }

  /** The program's standard output as a stream, after {@link #startsUnread}. */
  public InputStream unreadOut() {
    return process.getInputStream();
  }

  /** Sends a signal, such as INT. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
        .inheritIO()
        .start()
        .waitFor();
  }

  /** Closes the program's input, and waits until the program has ended. */
  public int exitCode() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The program has ended without reading all input.
    }
    return exitCodeWithInputOpen();
  }

  /** Waits until the program has ended. */
  public int exitCodeWithInputOpen() {
    try {
      if (!process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("no exit; stdout: " + out.text() + "; stderr: " + err.text());
      }
      for (Thread pump : pumps) {
        pump.join();
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until the program has ended with exit code 0; returns the lines of its output. */
  public List<String> lines() {
    int code = exitCode();
    if (code != 0) {
      throw new AssertionError("exit code " + code + ": " + err.text());
    }
    return out.lines();
  }

  /** Kills the program, and the programs that a shell has started. */
  @Override
  public void close() {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }

  private static ProcessBuilder builder(List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>(java());
    command.addAll(arguments);
    return in(new ProcessBuilder(command), environment);
  }

  /** Sets an environment that is independent of the environment of the tests. */
  private static ProcessBuilder in(ProcessBuilder builder, Map<String, String> environment) {
    String path = builder.environment().getOrDefault("PATH", "");

    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().put("HOME", "/nonexistent");
    builder.environment().put("CHARLA_LANG", "en");
    builder.environment().putAll(environment);
    return builder;
  }

  private static List<String> java() {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                // Newer Java releases warn without these options; older ones do not know them.
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(ClassArchive.options());
    command.add("chat.charla.cli.Main");
    return command;
  }

  private static String quote(String word) {
    return "'" + word + "'";
  }

  private void pump(InputStream from, Screen to) {
    Thread thread =
        new Thread(
            () -> {
              try (from) {
                from.transferTo(to.stream());
              } catch (IOException e) {
                // The process has ended.
              }
            },
            "program output");
    thread.setDaemon(true);
    thread.start();
    pumps.add(thread);
  }
}
