package chat.charla.server;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The kind of standard error: a terminal, the journal of systemd, or another file.
 *
 * <p>{@code System.console()} does not show this kind: it depends on standard input and standard
 * output, and its result differs between versions of Java.
 *
 * @param isTerminal whether standard error is a terminal; false if the process cannot determine
 *     this
 * @param isJournal whether standard error is the journal of systemd
 */
record StandardError(boolean isTerminal, boolean isJournal) {
  /** On Linux, the file that is open as standard error. */
  private static final Path FILE = Path.of("/proc/self/fd/2");

  private static final int TYPE = 0170000;
  private static final int CHARACTER_DEVICE = 0020000;

  /** Determines the kind of this process's standard error. */
  static StandardError of(Map<String, String> environment) {
    if (Files.exists(FILE)) {
      try {
        Map<String, Object> file = Files.readAttributes(FILE, "unix:dev,ino,mode");
        boolean device =
            file.get("mode") instanceof Integer mode && (mode & TYPE) == CHARACTER_DEVICE;
        String stream = file.get("dev") + ":" + file.get("ino");
        // systemd also sets the variable if only standard output is the journal.
        boolean journal = stream.equals(environment.get("JOURNAL_STREAM"));
        return new StandardError(device && shellSaysTerminal(), journal);
      } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
        return new StandardError(false, false);
      }
    }
    return new StandardError(shellSaysTerminal(), false);
  }

  /** Runs {@code test -t 2} in a shell, because Java cannot examine a single file descriptor. */
  private static boolean shellSaysTerminal() {
    try {
      ProcessBuilder test = new ProcessBuilder("sh", "-c", "test -t 2");
      return test.redirectError(Redirect.INHERIT).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // There is no shell, as on Windows.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
