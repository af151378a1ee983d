package chat.charla.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The chat server in a process of its own, and what it writes. It ends with the JVM of the test at
 * the latest. All methods can be called from any thread.
 */
public final class ServerProgram implements AutoCloseable {
  private static final String LISTENING = "Server listening on localhost:";

  private final Process process;
  private final Recording<String> console = new Recording<>();
  private final Thread atExit;

  private ServerProgram(Process process) {
    this.process = process;
    this.atExit = new Thread(process::destroyForcibly, "server-at-exit");
    Runtime.getRuntime().addShutdownHook(atExit);
    // To the end, so that the server never waits for a reader of its console.
    Thread reader = new Thread(this::readConsole, "server-console");
    reader.setDaemon(true);
    reader.start();
  }

  /** The packaged server, not started yet. */
  public static Launch jar(Path jar) {
    return new Launch(List.of("-jar", jar.toString()));
  }

  /** The server of this class path, not started yet. */
  public static Launch classPath(String classPath) {
    return new Launch(List.of("-cp", classPath, "chat.charla.server.Main"));
  }

  /**
   * The port on which it listens, as soon as it does.
   *
   * @throws AssertionError if it ends instead; the message has what it wrote
   */
  public int port() {
    String line = console.await("listening server", text -> text.startsWith(LISTENING));
    return Integer.parseInt(line.substring(LISTENING.length()));
  }

  /** Every line that it writes, to standard output and error. */
  public Recording<String> console() {
    return console;
  }

  /** The id of the process. */
  public long pid() {
    return process.pid();
  }

  /** Asks it to stop, as with SIGTERM, and does not wait. */
  public void terminate() {
    // Unlike the process itself, its handle leaves the console open.
    process.toHandle().destroy();
  }

  /** Kills it, as with kill -9, and waits until it has ended. */
  public void kill() {
    process.toHandle().destroyForcibly();
    exitCode();
  }

  /** How it ended, as soon as it has; everything that it wrote is on the console by then. */
  public int exitCode() {
    try {
      if (!process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the server is still running; " + console.all());
      }
      console.awaitEnd();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Kills it. */
  @Override
  public void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      // The hook runs already, and finds nothing to end.
    }
  }

  private void readConsole() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines.lines().forEach(console::add);
    } catch (IOException | UncheckedIOException e) {
      // The end of the process is the end of the console.
    } finally {
      console.end();
    }
  }

  /** How to start it. */
  public static final class Launch {
    private final List<String> program;
    private final List<String> starter = new ArrayList<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private String port = "0";

    private Launch(List<String> program) {
      this.program = program;
    }

    /** Under this program, which starts it. */
    public Launch under(String... words) {
      starter.addAll(List.of(words));
      return this;
    }

    /** On this port; without a call, on a free one. */
    public Launch port(int number) {
      port = Integer.toString(number);
      return this;
    }

    /** With its data in that directory. */
    public Launch data(Path directory) {
      return option("--data", directory.toString());
    }

    /** With these options of the server. */
    public Launch option(String... words) {
      options.addAll(List.of(words));
      return this;
    }

    /** With these options of Java. */
    public Launch jvm(String... words) {
      jvmOptions.addAll(List.of(words));
      return this;
    }

    /** Starts it, and does not wait until it listens. */
    public ServerProgram start() throws IOException {
      List<String> command = new ArrayList<>(starter);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          List.of(
              "-XX:+IgnoreUnrecognizedVMOptions",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-XX:+ExitOnOutOfMemoryError",
              // For a short life: the quick compiler only. The collector is the launcher's.
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC"));
      command.addAll(jvmOptions);
      command.addAll(program);
      command.addAll(List.of("--lang", "en", "--port", port));
      command.addAll(options);
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      // The JVM would tell about these on the console.
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().remove("JDK_JAVA_OPTIONS");
      return new ServerProgram(builder.start());
    }
  }
}
