package chat.charla.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The processes of a demo and their temporary directory. {@link #close}, or a shutdown hook after
 * Ctrl-C, kills the processes and deletes the directory. Thread-safe, because the user may press
 * Ctrl-C at any time.
 */
final class DemoProcesses implements AutoCloseable {
  private static final long KILL_SECONDS = 5;

  private final Path directory;
  private final List<Process> processes = new ArrayList<>();
  private final Thread hook = new Thread(this::clear, "demo-clear");
  private boolean cleared;

  DemoProcesses() throws IOException {
    directory = Files.createTempDirectory("charla-demo-");
    Runtime.getRuntime().addShutdownHook(hook);
    Files.createDirectory(temporary());
  }

  Path data() {
    return directory.resolve("data");
  }

  Path temporary() {
    return directory.resolve("tmp");
  }

  /** Starts a process. Its standard error is merged into its standard output, as on a terminal. */
  synchronized Actor start(String name, List<String> command) throws IOException {
    if (cleared) {
      throw new IOException("the demo is over");
    }
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    processes.add(process);
    return new Actor(name, process);
  }

  /** Whether the processes were killed, for example after Ctrl-C. */
  synchronized boolean areKilled() {
    return cleared;
  }

  @Override
  public void close() {
    clear();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs, and finds nothing to do.
    }
  }

  private synchronized void clear() {
    if (cleared) {
      return;
    }
    cleared = true;
    processes.forEach(Process::destroyForcibly);
    for (Process process : processes) {
      awaitEnd(process);
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("charla demo: cannot delete " + directory + ": " + e.getMessage());
    }
  }

  private static void awaitEnd(Process process) {
    try {
      process.waitFor(KILL_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
