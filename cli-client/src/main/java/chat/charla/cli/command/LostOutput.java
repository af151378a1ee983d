package chat.charla.cli.command;

import chat.charla.cli.text.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What becomes of a command whose output did not arrive. A reader at the other end of a pipe who
 * goes away has had enough, and nothing has failed. A full disk has.
 */
final class LostOutput {
  private static final Path STANDARD_OUTPUT = Path.of("/dev/stdout");
  private static final int FILE_TYPE = 0xF000;
  private static final int PIPE = 0x1000;
  private static final int SOCKET = 0xC000;

  private LostOutput() {}

  /** The exit code of a command that would have had this one. */
  static int exitCode(int exitCode, Context context, Messages messages) {
    if (exitCode != ExitCode.DONE || !context.out().checkError() || mayHaveReader()) {
      return exitCode;
    }
    context.err().println("charla: " + messages.text("error.output"));
    return ExitCode.FAILED;
  }

  /** Where that cannot be found out, as on Windows, the benefit of the doubt is given. */
  private static boolean mayHaveReader() {
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
