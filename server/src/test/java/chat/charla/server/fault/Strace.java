package chat.charla.server.fault;

import chat.charla.testkit.Patience;
import chat.charla.testkit.Recording;
import chat.charla.testkit.ServerProgram;
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
 * strace, attached to a running server. It shows the server's system calls, makes chosen calls
 * fail, or kills the server at a chosen call. After {@link #close}, the server continues normally.
 */
final class Strace implements AutoCloseable {
  /** The system calls that write or sync the write-ahead log, in any build of SQLite. */
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
   * Kills the server instead of the n-th write to the file (1 is the next one), as kill -9 does.
   */
  static Strace killAtWrite(ServerProgram server, Path file, int n) throws IOException {
    return onFile(server, file, WRITES, "signal=SIGKILL:when=" + n);
  }

  /** Kills the server instead of the next sync of the file, as kill -9 does. */
  static Strace killAtSync(ServerProgram server, Path file) throws IOException {
    return onFile(server, file, SYNCS, "signal=SIGKILL:when=1");
  }

  /**
   * Kills the server right after the next sync of the file: the whole process is stopped when the
   * sync returns, and then killed.
   */
  static Strace killAfterSync(ServerProgram server, Path file) throws IOException {
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

  /** All further writes to the file fail with this error. */
  static Strace failWrites(ServerProgram server, Path file, String error) throws IOException {
    return onFile(server, file, WRITES, "error=" + error);
  }

  /** All further syncs of the file fail with this error. */
  static Strace failSyncs(ServerProgram server, Path file, String error) throws IOException {
    return onFile(server, file, SYNCS, "error=" + error);
  }

  /** The command that starts a program which cannot open this file, as on a read-only disk. */
  static String[] withoutOpening(Path file) throws IOException {
    return failing(file.toRealPath(), "open,openat", "EROFS");
  }

  /** The command that starts a program which cannot write to this file, as on a full disk. */
  static String[] withoutWriting(Path file) {
    return failing(file, WRITES, "ENOSPC");
  }

  private static String[] failing(Path file, String calls, String error) {
    return new String[] {
      "strace",
      "-f",
      "-qq",
      "-o",
      "/dev/null",
      "-P",
      file.toString(),
      "-e",
      "trace=" + calls,
      "-e",
      "inject=" + calls + ":error=" + error
    };
  }

  /** Shows what the server writes to files and to the network, and what it syncs. */
  static Strace watch(ServerProgram server) throws IOException {
    return attach(
        server,
        "-y",
        "-s",
        "65536",
        "-e",
        "trace=" + WRITES + "," + SYNCS + ",writev,sendto,sendmsg,sendmmsg");
  }

  private static Strace onFile(ServerProgram server, Path file, String calls, String effect)
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

  private static Strace attach(ServerProgram server, String... options) throws IOException {
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

  /** Skips the test unless strace exists and may attach to other processes of this user. */
  static void requireUsable(ServerProgram server) throws IOException {
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

  /** All lines that strace has printed; complete after {@link #close}. */
  List<String> shown() {
    return shown.all();
  }

  /** Detaches from the server, so that calls no longer fail. The output can still be read. */
  @Override
  public void close() {
    process.toHandle().destroy(); // destroying the handle, not the process, keeps the output open
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
      // The output ends with the process.
    } finally {
      shown.end();
    }
  }
}
