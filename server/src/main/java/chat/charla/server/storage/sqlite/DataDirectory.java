package chat.charla.server.storage.sqlite;

import chat.charla.server.files.OwnerOnlyFiles;
import chat.charla.server.storage.StorageException;
import chat.charla.server.storage.StorageSpace;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directory with all durable data. The files and directories that this class creates can be
 * read only by their owner. Immutable.
 */
final class DataDirectory {
  private static final String DATABASE = "charla.db";
  private static final String LOCK = "charla.lock";
  private static final String NATIVE_LIBRARY = "native";
  private static final Pattern NATIVE_LIBRARY_OF_BACKUP =
      Pattern.compile(NATIVE_LIBRARY + "-(\\d{1,10})");

  private static final Logger LOG = System.getLogger(DataDirectory.class.getName());

  private final Path path;

  DataDirectory(Path path) {
    this.path = path.toAbsolutePath();
  }

  /** Whether a file has the name that the database has in a data directory. */
  static boolean hasDatabaseName(Path file) {
    return file.endsWith(DATABASE);
  }

  /** The file that a server locks. It exists if the directory is or was a data directory. */
  static Path lockFile(Path directory) {
    return directory.resolve(LOCK);
  }

  /** Creates the directory if it is missing. */
  void create() {
    try {
      if (!Files.isDirectory(path)) { // isDirectory is also true for a link to a directory
        OwnerOnlyFiles.createDirectories(path);
      }
    } catch (FileAlreadyExistsException e) {
      throw new StorageException(path + " is not a directory", "Choose another data directory", e);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /**
   * Finishes a restore that was interrupted, and creates an empty database file if there is none.
   * When SQLite adds a file, it gives that file the permissions of the database file. The directory
   * must be locked.
   */
  void prepareDatabase() {
    try {
      Replacement replacement = replacement(Replacement.Steps.IGNORED);
      if (replacement.isPending()) {
        LOG.log(Level.INFO, "Finishing the restore of a backup that was interrupted");
      }
      replacement.finish();
      createEmpty(database());
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Locks the directory. Until the lock is closed, no other server can use the directory. */
  DirectoryLock lock() {
    try {
      Path file = path.resolve(LOCK);
      createEmpty(file);
      // During a restore, root may create this file, and the server may run as another user.
      OwnerOnlyFiles.giveEmptyToOwnerOf(path, file);
      return DirectoryLock.acquire(path.toRealPath(), file);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** The replacement of the database by a restore. */
  Replacement replacement(Replacement.Steps steps) {
    return new Replacement(path, database(), steps);
  }

  Path database() {
    return path.resolve(DATABASE);
  }

  Path path() {
    return path;
  }

  /** How much space the database uses, and how much is free. */
  StorageSpace space() {
    File directory = path.toFile();
    long usable = directory.getUsableSpace();
    // 0 may also mean that the free space is unknown.
    return new StorageSpace(
        size(database()),
        size(path.resolve(DATABASE + "-wal")),
        usable == 0 && !directory.isDirectory() ? Double.NaN : usable);
  }

  /** The size of a file in bytes; 0 if there is no such file, NaN if the size is unknown. */
  private static double size(Path file) {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  /** The directory into which the native library is unpacked while it is loaded. */
  Path nativeLibrary() {
    return path.resolve(NATIVE_LIBRARY);
  }

  /**
   * The directory into which a backup unpacks the native library. Its name contains the process id,
   * because a backup and the server may run at the same time, and each deletes its own library.
   * This method also deletes the directories of backups that were killed.
   *
   * <p>The directory of the target cannot be used, because disks for backups are often mounted
   * without the permission to execute files.
   */
  Path nativeLibraryOfBackup() {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(path, NATIVE_LIBRARY + "-*")) {
      for (Path found : all) {
        Matcher name = NATIVE_LIBRARY_OF_BACKUP.matcher(String.valueOf(found.getFileName()));
        if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
          NativeLibrary.delete(found);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // The left-over directories do not affect this backup.
    }
    return path.resolve(NATIVE_LIBRARY + "-" + ProcessHandle.current().pid());
  }

  /** Creates a file if it is missing. */
  private static void createEmpty(Path file) throws IOException {
    if (!Files.exists(file)) {
      OwnerOnlyFiles.createFile(file);
    }
  }

  private StorageException unusable(IOException e) {
    return new StorageException(
        "Cannot write in data directory " + path + ": " + FileFailure.reason(e),
        hint(e, Disk.isReadOnly(path), Disk.isFull(path)),
        e);
  }

  /** What the operator can do about this failure. */
  static String hint(IOException e, boolean readOnly, boolean full) {
    if (!(e instanceof AccessDeniedException)) {
      if (readOnly) {
        return "Choose another data directory, or make its disk writable";
      }
      if (full) {
        return Disk.FREE_SPACE;
      }
    }
    return "Choose another data directory, or allow this user to write in it";
  }
}
