package chat.charla.cli.pty;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server as a process, which can be killed, and started again at the same place. */
final class ServerProcess implements AutoCloseable {
  private static final String LISTENING = "listening on localhost: ";

  private final Path data;
  private int port;
  private @Nullable Process process;

  /** Starts one, on a free port. */
  ServerProcess(Path data) throws IOException {
    this.data = data;
    start();
  }

  String port() {
    return Integer.toString(port);
  }

  /** Starts it, or starts it again. */
  void start() throws IOException {
    Process started =
        new ProcessBuilder(
                List.of(
                    ChatScreen.JAVA,
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-XX:TieredStopAtLevel=1",
                    "chat.charla.server.Main",
                    "--lang=en",
                    "--port=" + port,
                    "--data=" + data))
            .redirectErrorStream(true)
            .start();
    process = started;
    // It says more, but not so much that it would have to wait for a reader.
    BufferedReader console = started.inputReader(StandardCharsets.UTF_8);
    for (String line = console.readLine(); line != null; line = console.readLine()) {
      int found = line.indexOf(LISTENING);
      if (found >= 0) {
        port = Integer.parseInt(line.substring(found + LISTENING.length()).strip());
        return;
      }
    }
    throw new IOException("the server did not start");
  }

  /** As a power failure would. */
  void kill() {
    Process running = process;
    process = null;
    if (running != null) {
      running.destroyForcibly().onExit().join();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
