package chat.charla.cli.command;

import chat.charla.cli.text.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Decides the exit code of a command whose output could not be written. If the reader has closed
 * the pipe, the exit code says that the command has succeeded. For any other cause, such as a full
 * disk, it says that the command has failed.
 */
final class LostOutput {
  private static final Path STANDARD_OUTPUT = Path.of("/dev/stdout");
  private static final int FILE_TYPE = 0xF000;
  private static final int PIPE = 0x1000;
  private static final int SOCKET = 0xC000;

  private LostOutput() {}

  /**
   * The final exit code.
   *
   * @param exitCode the exit code that the command would have if its output were written
   */
  static int exitCode(int exitCode, Context context, Messages messages) {
    if (exitCode != ExitCode.DONE || !context.out().checkError() || mayBePipeOrSocket()) {
      return exitCode;
    }
    context.err().println("charla: " + messages.text("error.output"));
    return ExitCode.FAILED;
  }

  /**
   * Whether standard output is a pipe or a socket. Returns true if the type of standard output
   * cannot be determined, as on Windows.
   */
  private static boolean mayBePipeOrSocket() {
    try {
      int mode = (Integer) Files.getAttribute(STANDARD_OUTPUT, "unix:mode");
      return (mode & FILE_TYPE) == PIPE || (mode & FILE_TYPE) == SOCKET;
    } catch (UnsupportedOperationException e) {
      return true;
    } catch (IOException e) {
      // There is no standard output.
      return false;
    }
  }
}
