package chat.charla.server;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The controlling terminal of this process: usually the terminal of the shell that has started the
 * process. Thread-safe.
 *
 * <p>When a terminal hangs up, the processes of its session lose their controlling terminal. If the
 * terminal was closed, this happens before Linux sends SIGHUP. If the leader of the session has
 * exited, it happens after Linux has sent SIGHUP. A shell may also send SIGHUP to its jobs before
 * it exits. So a process that gets SIGHUP may lose its terminal a moment later.
 *
 * <p>Standard error does not show whether there is a controlling terminal, because standard error
 * may be a file.
 */
final class ControllingTerminal {
  /** On Linux, the file with the status of this process; see proc(5). */
  private static final Path STATUS = Path.of("/proc/self/stat");

  /**
   * The index of the field with the number of the terminal, which is 0 if there is none. Field 0 is
   * the end of the command's name.
   */
  private static final int TERMINAL = 5;

  private final boolean existedAtStart = isCertain(true);

  /** Whether the process had a terminal when this object was created. */
  boolean existedAtStart() {
    return existedAtStart;
  }

  /**
   * Whether the process had a terminal when this object was created, and has none now; false if the
   * process cannot determine this, for example because it has too many open files.
   */
  boolean isGone() {
    return existedAtStart && isCertain(false);
  }

  private static boolean isCertain(boolean expected) {
    try {
      return exists() == expected;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean exists() throws IOException {
    if (Files.exists(STATUS)) {
      String status = Files.readString(STATUS, StandardCharsets.ISO_8859_1);
      // The name of the command is in parentheses, and may contain any character.
      String[] fields = status.substring(status.lastIndexOf(')')).split(" ");
      return !fields[TERMINAL].equals("0");
    }
    // POSIX: a process can open /dev/tty exactly as long as it has a controlling terminal.
    try (FileInputStream terminal = new FileInputStream("/dev/tty")) {
      return terminal.getFD().valid();
    } catch (FileNotFoundException e) {
      return false;
    }
  }
}
