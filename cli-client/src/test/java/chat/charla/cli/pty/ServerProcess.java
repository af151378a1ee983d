package chat.charla.cli.pty;

import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.nio.file.Path;

/** A server as a process, which can be killed and restarted with the same port and data. */
final class ServerProcess implements AutoCloseable {
  private final Path data;
  private final int port;
  private ServerProgram program;

  /** Starts a server on a free port. */
  ServerProcess(Path data) throws IOException {
    this.data = data;
    this.program = launch(data, 0);
    this.port = program.port();
  }

  String port() {
    return Integer.toString(port);
  }

  /** Restarts the server, and returns when it listens. */
  void start() throws IOException {
    program = launch(data, port);
    if (program.port() != port) {
      throw new AssertionError("it listens elsewhere");
    }
  }

  /** Kills the process without cleanup. */
  void kill() {
    program.close();
  }

  @Override
  public void close() {
    kill();
  }

  private static ServerProgram launch(Path data, int port) throws IOException {
    return ServerProgram.classPath(System.getProperty("java.class.path"))
        .data(data)
        .port(port)
        .start();
  }
}
