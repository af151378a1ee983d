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
 * A server in a process of its own, and the clients connected to it. Killed when it is closed, with
 * its clients.
 */
public final class ServerProcess implements AutoCloseable {
  private final ServerProgram program;
  private final List<RawClient> clients = new ArrayList<>();

  private ServerProcess(ServerProgram program) {
    this.program = program;
  }

  /** A server on that data directory, on a free port, not started yet. */
  public static Launch in(Path data) {
    return new Launch(ServerProgram.classPath(classPath()).data(data));
  }

  /** Where it listens, as soon as it does. */
  public int port() {
    return program.port();
  }

  /** Every line that it writes, to whichever stream. */
  public Recording<String> console() {
    return program.console();
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
    return program.pid();
  }

  /** Asks it to stop, as with SIGTERM. */
  public void terminate() {
    program.terminate();
  }

  /** Kills it, as with kill -9, and waits until it has ended. */
  public void kill() {
    program.kill();
  }

  /** How it ended, as soon as it has; everything that it wrote is on the console by then. */
  public int exitCode() {
    return program.exitCode();
  }

  @Override
  public void close() {
    clients.forEach(RawClient::close);
    program.close();
  }

  /** SLF4J comes with ArchUnit, not with the server: libraries would log there if they saw it. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("slf4j"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** How to start it. */
  public static final class Launch {
    private final ServerProgram.Launch launch;

    private Launch(ServerProgram.Launch launch) {
      this.launch = launch;
    }

    /** Under this program, which starts it. */
    public Launch under(String... words) {
      launch.under(words);
      return this;
    }

    /** On this port, instead of a free one. */
    public Launch port(int number) {
      launch.port(number);
      return this;
    }

    /** With these options of the server. */
    public Launch option(String... words) {
      launch.option(words);
      return this;
    }

    /** With these options of Java. */
    public Launch jvm(String... words) {
      launch.jvm(words);
      return this;
    }

    /** Starts it; whether it listens is another question. */
    public ServerProcess start() throws IOException {
      return new ServerProcess(launch.start());
    }
  }
}
