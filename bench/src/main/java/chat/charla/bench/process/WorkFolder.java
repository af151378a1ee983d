package chat.charla.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A new folder for the data of the servers of one run. So files of earlier runs do not affect this
 * run, and only files of this run are deleted.
 *
 * @param path the path of the folder
 */
public record WorkFolder(Path path) {

  /** Creates a folder in this directory. The directory is created if it is missing. */
  public static WorkFolder in(Path directory) {
    try {
      Path parent = Files.createDirectories(directory.toAbsolutePath());
      return new WorkFolder(Files.createTempDirectory(parent, "charla-bench-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the folder with its contents. */
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
