package chat.charla.kit.world;

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

/** The real server as a separate process. */
final class ServerProcess implements AutoCloseable {
  private static final String LISTENING = "Server listening on localhost:";
  private static final int START_SECONDS = 60;

  private final Process process;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a server with this data directory, and waits until it listens. */
  static ServerProcess start(Path jar, Path data, List<String> options) throws IOException {
    return start(jar, data, options, QuickStart.options(jar));
  }

  /** The same, with these JVM options. */
  static ServerProcess start(Path jar, Path data, List<String> options, List<String> javaOptions)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+ExitOnOutOfMemoryError",
            // For a short-lived process: only the C1 compiler, and a simple collector.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xmx256m"));
    command.addAll(javaOptions);
    command.addAll(List.of("-jar", jar.toString(), "--lang", "en", "--port", "0"));
    command.addAll(List.of("--data", data.toString()));
    command.addAll(options);
    if (!options.contains("--message-rate")) {
      // Only scenarios about the message rate limit it.
      command.addAll(List.of("--message-rate", "0"));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(process, port), "server-console");
    reader.setDaemon(true);
    reader.start();
    try {
      return new ServerProcess(process, port.get(START_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IOException("the server does not start: " + e.getMessage(), e);
    }
  }

  int port() {
    return port;
  }

  /** Kills the server, as {@code kill -9} does, and waits until it has exited. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Asks the server to stop, as SIGTERM does, and waits until it has exited. */
  void terminate() {
    process.destroy();
    awaitEnd();
  }

  @Override
  public void close() {
    kill();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the server does not end");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static void read(Process process, CompletableFuture<Integer> port) {
    StringBuilder start = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.startsWith(LISTENING)) {
          port.complete(Integer.parseInt(line.substring(LISTENING.length())));
        } else if (!port.isDone()) {
          start.append(line).append('\n');
        }
      }
    } catch (IOException | UncheckedIOException over) {
      // The process has exited.
    }
    port.completeExceptionally(new IOException(start.toString()));
  }
}
