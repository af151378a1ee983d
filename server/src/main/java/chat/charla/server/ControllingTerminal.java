package chat.charla.server;

import java.io.FileInputStream;
import java.io.IOException;

/**
 * The controlling terminal of this process: that of the shell which has started it, if it runs in a
 * terminal. Thread-safe.
 *
 * <p>The file {@code /dev/tty} can be opened exactly as long as the process has such a terminal
 * (POSIX, General Terminal Interface). When the terminal hangs up, the operating system takes it
 * away from all processes before it sends SIGHUP. Whether standard error is a terminal would not
 * do: it may go to a file.
 */
final class ControllingTerminal {
  private final boolean before = exists();

  /** Whether the process had a terminal when this object was created, and has none now. */
  boolean isGone() {
    return before && !exists();
  }

  private static boolean exists() {
    try (FileInputStream terminal = new FileInputStream("/dev/tty")) {
      return terminal.getFD().valid();
    } catch (IOException e) {
      return false;
    }
  }
}
