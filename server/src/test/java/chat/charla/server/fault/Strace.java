package chat.charla.server.fault;

import chat.charla.server.process.ServerProcess;
import chat.charla.testkit.Patience;
import chat.charla.testkit.Recording;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/**
 * strace, attached to a running server: it shows the system calls that the server makes, and makes
 * chosen ones fail, or the server die there. When it is closed the server goes on as before.
 */
final class Strace implements AutoCloseable {
  /** What writes and syncs the write-ahead log, whichever the build of SQLite uses. */
  private static final String WRITES = "write,pwrite64,pwritev,pwritev2";

  private static final String SYNCS = "fsync,fdatasync";

  private final Process process;
  private final Recording<String> shown = new Recording<>();

  private Strace(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "strace-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * The n-th write to the file (1 is the next one) is not made: the server is killed there, as by
   * kill -9.
   */
  static Strace killAtWrite(ServerProcess server, Path file, int n) throws IOException {
    return onFile(server, file, WRITES, "signal=SIGKILL:when=" + n);
  }

  /** The next sync of the file is not made: the server is killed there, as by kill -9. */
  static Strace killAtSync(ServerProcess server, Path file) throws IOException {
    return onFile(server, file, SYNCS, "signal=SIGKILL:when=1");
  }

  /**
   * The next sync of the file is made, and the server is killed before it can do anything more: it
   * is stopped as a whole when the sync returns, and killed then.
   */
  static Strace killAfterSync(ServerProcess server, Path file) throws IOException {
    Strace strace = onFile(server, file, SYNCS, "signal=SIGSTOP:when=1");
    Thread killer =
        new Thread(
            () -> {
              strace.shown.await("stop", line -> line.contains("stopped by SIGSTOP"));
              ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroyForcibly);
            },
            "killer");
    killer.setDaemon(true);
    killer.start();
    return strace;
  }

  /** No write to the file succeeds any more: this is the error. */
  static Strace failWrites(ServerProcess server, Path file, String error) throws IOException {
    return onFile(server, file, WRITES, "error=" + error);
  }

  /** No sync of the file succeeds any more: this is the error. */
  static Strace failSyncs(ServerProcess server, Path file, String error) throws IOException {
    return onFile(server, file, SYNCS, "error=" + error);
  }

  /** What a program is started by so that it cannot open this file: on a disk that is read-only. */
  static String[] withoutOpening(Path file) throws IOException {
    return new String[] {
      "strace",
      "-f",
      "-qq",
      "-o",
      "/dev/null",
      "-P",
      file.toRealPath().toString(),
      "-e",
      "trace=open,openat",
      "-e",
      "inject=open,openat:error=EROFS"
    };
  }

  /** Only shows what is written, to files and to the network, and what is synced. */
  static Strace watch(ServerProcess server) throws IOException {
    return attach(
        server,
        "-y",
        "-s",
        "65536",
        "-e",
        "trace=" + WRITES + "," + SYNCS + ",writev,sendto,sendmsg,sendmmsg");
  }

  private static Strace onFile(ServerProcess server, Path file, String calls, String effect)
      throws IOException {
    return attach(
        server,
        "-P",
        file.toRealPath().toString(),
        "-e",
        "trace=" + calls,
        "-e",
        "inject=" + calls + ":" + effect);
  }

  private static Strace attach(ServerProcess server, String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("strace", "-f"));
    command.addAll(List.of(options));
    command.addAll(List.of("-p", Long.toString(server.pid())));
    Process process;
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException e) {
      throw skipped("strace is not installed");
    }
    Strace strace = new Strace(process);
    strace.awaitAttached();
    return strace;
  }

  /** Whether there is a strace that may look at other processes of this user. */
  static void requireUsable(ServerProcess server) throws IOException {
    watch(server).close();
  }

  private void awaitAttached() {
    try {
      shown.await("attached", line -> line.contains(" attached"));
    } catch (AssertionError e) {
      close();
      throw skipped("strace cannot attach: " + shown.all());
    }
  }

  private static TestAbortedException skipped(String why) {
    System.out.println("skipped: " + why);
    return new TestAbortedException(why);
  }

  /** All that it has shown, complete once this is closed. */
  List<String> shown() {
    return shown.all();
  }

  /** Lets go of the server, with no more failures. What it has shown can still be read. */
  @Override
  public void close() {
    process.toHandle().destroy(); // unlike the process itself, its handle leaves the output open
    try {
      if (!process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)) {
        process.toHandle().destroyForcibly();
        throw new AssertionError("strace does not end");
      }
      shown.awaitEnd();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void read() {
    try (BufferedReader lines = process.errorReader(StandardCharsets.ISO_8859_1)) {
      lines.lines().forEach(shown::add);
    } catch (IOException | UncheckedIOException e) {
      // Its end is the end of what is shown.
    } finally {
      shown.end();
    }
  }
}
