package chat.charla.android.world;

import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The packaged server in a process of its own: its protobuf is the full one, which must not meet
 * the app's. Killed when it is closed. Not thread-safe.
 */
public final class ServerProcess implements AutoCloseable {
  private final Path data;
  private final ServerProgram program;

  private ServerProcess(Path data, ServerProgram program) {
    this.data = data;
    this.program = program;
  }

  /** Starts a server with its data there, on a free port, and returns when it listens. */
  public static ServerProcess start(Path data) throws IOException {
    return start(data, 0);
  }

  /** Starts another one on the same data and port, which this one must have left. */
  public ServerProcess startAgain() throws IOException {
    return start(data, port());
  }

  /** Where it listens on the loopback address. */
  public int port() {
    return program.port();
  }

  /** Kills it, as with kill -9, and returns when it has ended. */
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
            // A short life: collect simply.
            .jvm("-XX:+UseSerialGC", "-Xmx128m")
            .data(data)
            .port(port)
            // A peer looks at the history again and again until it holds what a story waits for.
            .option("--command-rate", "0")
            .start();
    ServerProcess server = new ServerProcess(data, program);
    server.port();
    return server;
  }
}
