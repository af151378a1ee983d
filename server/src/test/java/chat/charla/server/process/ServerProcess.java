package chat.charla.server.process;

import chat.charla.server.edge.RawClient;
import chat.charla.testkit.Recording;
import chat.charla.testkit.ServerProgram;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A server in a process of its own, and clients connected to it. Closing it kills the process and
 * closes the clients.
 */
public final class ServerProcess implements AutoCloseable {
  private final ServerProgram program;
  private final List<RawClient> clients = new ArrayList<>();

  private ServerProcess(ServerProgram program) {
    this.program = program;
  }

  /** A server on this data directory, on a free port, not started yet. */
  public static Launch in(Path data) {
    return new Launch(ServerProgram.classPath(classPath()).data(data));
  }

  /** Its port; waits until it listens. */
  public int port() {
    return program.port();
  }

  /** Every line that it prints, to either stream. */
  public Recording<String> console() {
    return program.console();
  }

  /** A new connection without a token. */
  public RawClient connect() {
    RawClient client = RawClient.connect(port());
    clients.add(client);
    return client;
  }

  /** A new connection with a new identity. */
  public RawClient join(String name) {
    return connect().join(name);
  }

  /** The process id. */
  public long pid() {
    return program.pid();
  }

  /** Asks the process to stop, as SIGTERM does. */
  public void terminate() {
    program.terminate();
  }

  /** Kills the process, as kill -9 does, and waits for its end. */
  public void kill() {
    program.kill();
  }

  /** The exit code; waits for the end of the process and of its output. */
  public int exitCode() {
    return program.exitCode();
  }

  @Override
  public void close() {
    clients.forEach(RawClient::close);
    program.close();
  }

  /**
   * Without SLF4J, which comes with ArchUnit and not with the server: libraries would log to it.
   */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("slf4j"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** How to start the server. */
  public static final class Launch {
    private final ServerProgram.Launch launch;

    private Launch(ServerProgram.Launch launch) {
      this.launch = launch;
    }

    /** Runs it under this program. */
    public Launch under(String... words) {
      launch.under(words);
      return this;
    }

    /** Uses this port instead of a free one. */
    public Launch port(int number) {
      launch.port(number);
      return this;
    }

    /** Adds these options of the server. */
    public Launch option(String... words) {
      launch.option(words);
      return this;
    }

    /** Adds these options of Java. */
    public Launch jvm(String... words) {
      launch.jvm(words);
      return this;
    }

    /** Starts it; it may not listen yet, or fail to start. */
    public ServerProcess start() throws IOException {
      return new ServerProcess(launch.start());
    }
  }
}
