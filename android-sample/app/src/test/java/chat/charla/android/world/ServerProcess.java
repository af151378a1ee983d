package chat.charla.android.world;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The packaged server in a process of its own: its protobuf is the full one, which must not meet
 * the app's. Killed when it is closed. Not thread-safe.
 */
public final class ServerProcess implements AutoCloseable {
  private static final String LISTENING = "Server listening on localhost: ";

  private final Path data;
  private final Process process;
  private final int port;

  /** So that it does not outlive tests that are stopped. */
  private final Thread atExit;

  private ServerProcess(Path data, Process process, int port) {
    this.data = data;
    this.process = process;
    this.port = port;
    this.atExit = new Thread(process::destroyForcibly, "server-at-exit");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts a server with its data there, on a free port, and returns when it listens. */
  public static ServerProcess start(Path data) throws IOException {
    return start(data, 0);
  }

  /** Starts another one on the same data and port, which this one must have left. */
  public ServerProcess startAgain() throws IOException {
    return start(data, port);
  }

  /** Where it listens on the loopback address. */
  public int port() {
    return port;
  }

  /** Kills it, as with kill -9, and returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("a server that was killed is still running");
      }
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  private static ServerProcess start(Path data, int port) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A short life: compile little, collect simply.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
    command.addAll(List.of("-jar", System.getProperty("charla.server.jar", "")));
    command.addAll(List.of("--lang", "en", "--data", data.toString()));
    command.addAll(List.of("--port", Integer.toString(port)));
    // A peer looks at the history again and again until it holds what a story waits for.
    command.addAll(List.of("--command-rate", "0"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    CompletableFuture<Integer> listening = new CompletableFuture<>();
    Thread reader = new Thread(() -> readConsole(process, listening), "server-console");
    reader.setDaemon(true);
    reader.start();
    try {
      return new ServerProcess(
          data, process, listening.get(Patience.START_LIMIT.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IOException("the server does not start: " + e.getMessage(), e);
    }
  }

  /** Reads to the end, so that the server never waits for somebody to read. */
  private static void readConsole(Process process, CompletableFuture<Integer> listening) {
    StringBuilder before = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.startsWith(LISTENING)) {
          listening.complete(Integer.parseInt(line.substring(LISTENING.length())));
        } else if (!listening.isDone()) {
          before.append(line).append('\n');
        }
      }
    } catch (IOException | UncheckedIOException over) {
      // The process is gone.
    }
    listening.completeExceptionally(new IOException(before.toString()));
  }
}
