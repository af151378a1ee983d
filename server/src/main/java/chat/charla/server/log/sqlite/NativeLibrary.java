package chat.charla.server.log.sqlite;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads SQLite's native library without leaving copies of it behind.
 *
 * <p>The driver unpacks it into the temporary directory and deletes it at an orderly exit only, so
 * every killed server would leave a copy. Here it is unpacked into the data directory, which no one
 * else can write to, and deleted as soon as it is loaded. Where a loaded file cannot be deleted,
 * the next start does it.
 */
final class NativeLibrary {
  private static final String DIRECTORY_PROPERTY = "org.sqlite.tmpdir";
  private static final String PATH_PROPERTY = "org.sqlite.lib.path";

  private static boolean loaded;

  private NativeLibrary() {}

  /** Loads it, once in this process; unpacks it where the driver's own properties say, if set. */
  static synchronized void load(Path directory) {
    if (loaded) {
      return;
    }
    try {
      if (System.getProperty(DIRECTORY_PROPERTY) != null
          || System.getProperty(PATH_PROPERTY) != null) {
        SQLiteJDBCLoader.initialize();
      } else {
        loadFrom(directory);
      }
    } catch (Exception | LinkageError e) {
      throw new DataDirectoryException(
          "Cannot load SQLite's native library: " + e.getMessage(),
          "Name a directory where programs may run with -D" + DIRECTORY_PROPERTY + "=DIRECTORY",
          e);
    }
    loaded = true;
  }

  private static void loadFrom(Path directory) throws Exception {
    delete(directory);
    Files.createDirectories(directory);
    System.setProperty(DIRECTORY_PROPERTY, directory.toString());
    try {
      SQLiteJDBCLoader.initialize();
    } finally {
      System.clearProperty(DIRECTORY_PROPERTY);
      delete(directory);
    }
  }

  private static void delete(Path directory) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      // A loaded library that this system does not let us delete: the next start will.
    }
  }
}
