package chat.charla.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The standard input. Some supervisors start a program with its standard input closed. The system
 * then gives file descriptor 0 to the first file that the program opens. In a Java program that
 * file is the class library of the runtime, which must not be read as input.
 */
final class StandardInput {
  private static final Path STANDARD_INPUT = Path.of("/dev/stdin");

  private StandardInput() {}

  /** The standard input; an empty stream if standard input is closed. */
  static InputStream open() {
    return isClosed() ? InputStream.nullInputStream() : System.in;
  }

  private static boolean isClosed() {
    Path runtime = Path.of(System.getProperty("java.home"), "lib", "modules");
    try {
      return Files.exists(STANDARD_INPUT) && Files.isSameFile(STANDARD_INPUT, runtime);
    } catch (IOException e) {
      // It is unknown whether standard input is closed. It is most likely open.
      return false;
    }
  }
}
