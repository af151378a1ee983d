package chat.charla.server.years;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that has ended, or was killed when its time was over.
 *
 * @param exitCode its exit code; negative if it was killed
 * @param output what it has written to standard output and standard error
 * @param seconds how long it ran; infinite if it was killed
 */
record Ended(int exitCode, String output, double seconds) {
  private static final int KILLED = -1;

  /**
   * Runs a program, which must end within the limit.
   *
   * @throws IOException if the program does not exist
   */
  static Ended run(Duration limit, List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("charla-years", ".txt");
    try {
      long begin = System.nanoTime();
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = false;
      try {
        ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        if (!ended) {
          process.destroyForcibly().waitFor();
        }
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      return new Ended(
          ended ? process.exitValue() : KILLED,
          Files.readString(output),
          ended ? seconds : Double.POSITIVE_INFINITY);
    } finally {
      Files.delete(output);
    }
  }

  /**
   * Requires this exit code.
   *
   * @throws IllegalStateException if it is another one
   */
  Ended require(int wanted) {
    if (exitCode != wanted) {
      throw new IllegalStateException(
          "exit code %d instead of %d: %s".formatted(exitCode, wanted, output));
    }
    return this;
  }
}
