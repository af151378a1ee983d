package chat.charla.server.process;

import chat.charla.server.Main;
import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.Recording;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A server in a process of its own, and what it writes. Killed when it is closed, with its clients.
 */
public final class ServerProcess implements AutoCloseable {
  private static final String LISTENING = "Server listening on localhost: ";

  private final Process process;
  private final Recording<String> console = new Recording<>();
  private final List<RawClient> clients = new ArrayList<>();

  private ServerProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::readConsole, "server-console");
    reader.setDaemon(true);
    reader.start();
  }

  /** A server on that data directory, on a free port, not started yet. */
  public static Launch in(Path data) {
    return new Launch().option("--data", data.toString());
  }

  /** Where it listens, as soon as it does. */
  public int port() {
    String line = console.await("listening server", text -> text.startsWith(LISTENING));
    return Integer.parseInt(line.substring(LISTENING.length()));
  }

  /** Every line that it writes, to whichever stream. */
  public Recording<String> console() {
    return console;
  }

  /** A new connection that proves nobody. */
  public RawClient connect() {
    RawClient client = RawClient.connect(port());
    clients.add(client);
    return client;
  }

  /** A new identity with a connection of its own. */
  public RawClient join(String name) {
    return connect().join(name);
  }

  /** The process, for the operating system. */
  public long pid() {
    return process.pid();
  }

  /** Asks it to stop, as with SIGTERM. */
  public void terminate() {
    // Unlike the process itself, its handle leaves the console open.
    process.toHandle().destroy();
  }

  /** Kills it, as with kill -9, and waits until it is gone. */
  public void kill() {
    process.toHandle().destroyForcibly();
    exitCode();
  }

  /** How it ended, as soon as it has; its last words are on the console by then. */
  public int exitCode() {
    try {
      if (!process.waitFor(Recording.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("still running; " + console.all());
      }
      console.awaitEnd();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    clients.forEach(RawClient::close);
    kill();
  }

  private void readConsole() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines.lines().forEach(console::add);
    } catch (IOException | UncheckedIOException e) {
      // Its end is the end of the console.
    } finally {
      console.end();
    }
  }

  /** SLF4J comes with ArchUnit, not with the server: libraries would log there if they saw it. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("slf4j"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** How to start it. */
  public static final class Launch {
    private final List<String> starter = new ArrayList<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private String port = "0";

    private Launch() {}

    /** Under this program, which starts it. */
    public Launch under(String... words) {
      starter.addAll(List.of(words));
      return this;
    }

    /** On this port, instead of a free one. */
    public Launch port(int number) {
      port = Integer.toString(number);
      return this;
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

    /** Starts it; whether it listens is another question. */
    public ServerProcess start() throws IOException {
      List<String> command = new ArrayList<>(starter);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          List.of(
              "-XX:+IgnoreUnrecognizedVMOptions",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-XX:TieredStopAtLevel=1"));
      command.addAll(jvmOptions);
      command.addAll(List.of("-cp", classPath(), Main.class.getName()));
      command.addAll(List.of("--lang", "en", "--port", port));
      command.addAll(options);
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      // The JVM would tell about these on the console.
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().remove("JDK_JAVA_OPTIONS");
      return new ServerProcess(builder.start());
    }
  }
}
