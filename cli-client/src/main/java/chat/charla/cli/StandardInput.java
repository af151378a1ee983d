package chat.charla.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is piped in. Where a program is started with its standard input closed, as some supervisors
 * do, the system gives that number to the first file that is opened: to the class library of the
 * Java runtime, which must not be taken for what somebody has to say.
 */
final class StandardInput {
  private static final Path STANDARD_INPUT = Path.of("/dev/stdin");

  private StandardInput() {}

  /** The standard input; an empty one if there is none. */
  static InputStream open() {
    return isClosed() ? InputStream.nullInputStream() : System.in;
  }

  private static boolean isClosed() {
    Path runtime = Path.of(System.getProperty("java.home"), "lib", "modules");
    try {
      return Files.exists(STANDARD_INPUT) && Files.isSameFile(STANDARD_INPUT, runtime);
    } catch (IOException e) {
      // Then it cannot be told, and is most likely open.
      return false;
    }
  }
}
