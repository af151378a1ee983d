package chat.charla.cli.terminal;

import java.io.IOException;

/** The process group of this program, which is a job of the user's shell. */
final class ProcessGroup {
  private ProcessGroup() {}

  /**
   * Stops the process group, as a terminal does on Ctrl-Z, and returns when the shell continues it.
   * If no shell can continue it, the system ignores the signal, and this method returns at once. It
   * also returns at once on a system without a shell.
   */
  static void stop() {
    try {
      // Java cannot send a signal. The shell that sends it belongs to the group and is stopped too.
      new ProcessBuilder("sh", "-c", "kill -TSTP 0").start().waitFor();
    } catch (IOException e) {
      // There is no shell.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
