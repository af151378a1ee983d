package chat.charla.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A new folder for the data of the servers of one run: files of an earlier run do not disturb this
 * one, and only files that this run has made are deleted.
 *
 * @param path where it is
 */
public record WorkFolder(Path path) {

  /** Makes one in this directory, which is made if it is missing. */
  public static WorkFolder in(Path directory) {
    try {
      Path parent = Files.createDirectories(directory.toAbsolutePath());
      return new WorkFolder(Files.createTempDirectory(parent, "charla-bench-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes it with all that is in it. */
  public void delete() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
