package chat.charla.android.world;

import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The packaged server as a separate process, because its full protobuf runtime must not be on the
 * class path of the app's lite runtime. It is killed when it is closed. Not thread-safe.
 */
public final class ServerProcess implements AutoCloseable {
  private final Path data;
  private final ServerProgram program;

  private ServerProcess(Path data, ServerProgram program) {
    this.data = data;
    this.program = program;
  }

  /** Starts a server with this data directory, on a free port, and returns when it listens. */
  public static ServerProcess start(Path data) throws IOException {
    return start(data, 0);
  }

  /** Starts a server again on the same data and port; this one must have exited. */
  public ServerProcess startAgain() throws IOException {
    return start(data, port());
  }

  /** The port on which it listens on the loopback address. */
  public int port() {
    return program.port();
  }

  /** Kills it, as {@code kill -9} does, and returns when it has exited. */
  public void kill() {
    program.close();
  }

  @Override
  public void close() {
    kill();
  }

  private static ServerProcess start(Path data, int port) throws IOException {
    ServerProgram program =
        ServerProgram.jar(Path.of(System.getProperty("charla.server.jar", "")))
            // For a short-lived process: a simple collector.
            .jvm("-XX:+UseSerialGC", "-Xmx128m")
            .data(data)
            .port(port)
            // Peers poll the history until it contains what a story waits for.
            .option("--command-rate", "0")
            .start();
    ServerProcess server = new ServerProcess(data, program);
    server.port();
    return server;
  }
}
