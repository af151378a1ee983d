package chat.charla.server.storage.sqlite;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/** The files of a directory. */
final class DirectoryContent {
  private DirectoryContent() {}

  /**
   * Deletes the files of the directory whose names match. Does nothing if there is no such
   * directory.
   */
  static void delete(Path directory, Predicate<String> matches) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (matches.test(String.valueOf(file.getFileName()))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
