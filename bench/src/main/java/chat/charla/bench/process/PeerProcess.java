package chat.charla.bench.process;

import chat.charla.bench.BenchFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that runs as a child process with its own folder. It is ended at the latest when the
 * benchmark ends.
 */
public final class PeerProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int PROBE_MILLIS = 200;

  private final String name;
  private final Process process;
  private final Path output;
  private final Thread atExit;

  private PeerProcess(String name, Process process, Path output) {
    this.name = name;
    this.process = process;
    this.output = output;
    this.atExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts a program.
   *
   * @param folder the program's working directory, which is created if it is missing; the program's
   *     output goes to the file {@code output.log} in it
   * @throws BenchFailure if the program cannot be started
   */
  public static PeerProcess start(String name, Path folder, List<String> command) {
    try {
      Files.createDirectories(folder);
      Path output = folder.resolve("output.log");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      return new PeerProcess(name, process, output);
    } catch (IOException e) {
      throw new BenchFailure("cannot start " + name, e);
    }
  }

  /** A free TCP port. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the program has printed a line that contains the pattern. */
  public Matcher awaitLine(Pattern pattern) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() - deadline < 0 && process.isAlive()) {
      for (String line : printed().lines().toList()) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.find()) {
          return matcher;
        }
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    throw notStarted();
  }

  /** Waits until the program accepts connections on this port of the loopback interface. */
  public InetSocketAddress awaitPort(int port) {
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() - deadline < 0 && process.isAlive()) {
      try (Socket probe = new Socket()) {
        probe.connect(address, PROBE_MILLIS);
        return address;
      } catch (IOException notYet) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
    throw notStarted();
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  /**
   * CPU time since the start of the program, in microseconds; see {@link
   * ProcessFigures#cpuMicros(long)}.
   */
  public double cpuMicros() {
    return ProcessFigures.cpuMicros(pid());
  }

  /** CPU time of Java's compiler; see {@link ProcessFigures#compilerMicros(long)}. */
  public double compilerMicros() {
    return ProcessFigures.compilerMicros(pid());
  }

  /** Resident memory, in bytes. */
  public double residentBytes() {
    return ProcessFigures.residentBytes(pid());
  }

  /** How many bytes the program has written to disks. */
  public double writtenBytes() {
    return ProcessFigures.writtenBytes(pid());
  }

  /** Ends the program with SIGTERM, or by force if it does not end in time. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      // The hook is already running; the process has ended.
    }
  }

  private BenchFailure notStarted() {
    return new BenchFailure(name + " has not started. It printed:\n" + printed());
  }

  private String printed() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
