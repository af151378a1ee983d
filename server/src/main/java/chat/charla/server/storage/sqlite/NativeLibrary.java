package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads SQLite's native library, and leaves no copy of the library on the disk.
 *
 * <p>By default, the driver would unpack the library into the temporary directory and delete it
 * only at a regular exit. So every killed server would leave a copy. This class unpacks the library
 * into the data directory, where no other user can write, and deletes the file as soon as the
 * library is loaded. If the system does not allow deleting a loaded file, or the process is killed,
 * the next start of the server deletes the file. If a backup leaves a file, the next backup deletes
 * it.
 */
final class NativeLibrary {
  private static final String DIRECTORY_PROPERTY = "org.sqlite.tmpdir";
  private static final String PATH_PROPERTY = "org.sqlite.lib.path";

  private static final String CHECK_CONFIGURED =
      "Check the directory that -D"
          + DIRECTORY_PROPERTY
          + " or -D"
          + PATH_PROPERTY
          + " names: whether it exists, has free space, and programs may run there";

  /** The beginning of the names of the files that the driver unpacks. */
  private static final String FILES = "sqlite-";

  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Loads the library unless this process has loaded it before. If one of the driver's own
   * properties is set, the driver decides where to unpack the library.
   */
  static synchronized void load(Path directory) {
    if (loaded) {
      return;
    }
    boolean configured =
        System.getProperty(DIRECTORY_PROPERTY) != null || System.getProperty(PATH_PROPERTY) != null;
    try {
      if (configured) {
        SQLiteJDBCLoader.initialize();
      } else {
        loadFrom(directory);
      }
    } catch (Exception | LinkageError e) {
      throw new StorageException(
          "Cannot load SQLite's native library: " + e.getMessage(),
          configured ? CHECK_CONFIGURED : hint(directory),
          e);
    }
    loaded = true;
  }

  private static String hint(Path directory) {
    return Disk.isFull(directory)
        ? Disk.FREE_SPACE
        : "Set a directory where programs may run with -D" + DIRECTORY_PROPERTY + "=DIRECTORY";
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

  /**
   * Deletes a directory into which the library was unpacked. If the directory has other files,
   * deletes only the library.
   */
  static void delete(Path directory) {
    try {
      DirectoryContent.delete(directory, name -> name.startsWith(FILES));
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      // The system does not allow deleting a loaded library. The next start of the server deletes
      // it.
    }
  }
}
