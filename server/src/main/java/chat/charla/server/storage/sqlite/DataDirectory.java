package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The directory with all durable data. Only its owner can read what this class creates. Immutable.
 */
final class DataDirectory {
  private static final String DATABASE = "charla.db";
  private static final String LOCK = "charla.lock";
  private static final String NATIVE_LIBRARY = "native";

  private final Path path;

  DataDirectory(Path path) {
    this.path = path.toAbsolutePath();
  }

  /**
   * Creates the directory and an empty database file if they are missing. When SQLite adds a file,
   * it gives that file the permissions of the database file.
   */
  void create() {
    try {
      if (!Files.isDirectory(path)) { // isDirectory is also true for a link to a directory
        Files.createDirectories(path, ownerOnly("rwx------"));
      }
      createEmpty(database());
    } catch (FileAlreadyExistsException e) {
      throw new StorageException(path + " is not a directory", "Choose another data directory", e);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Locks the directory. Until the lock is closed, no other server can use the directory. */
  DirectoryLock lock() {
    try {
      createEmpty(path.resolve(LOCK));
      return DirectoryLock.acquire(path.toRealPath(), path.resolve(LOCK));
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  Path database() {
    return path.resolve(DATABASE);
  }

  /** The directory into which the native library is unpacked while it is loaded. */
  Path nativeLibrary() {
    return path.resolve(NATIVE_LIBRARY);
  }

  private void createEmpty(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(file, ownerOnly("rw-------"));
    }
  }

  private FileAttribute<?>[] ownerOnly(String permissions) {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }

  private StorageException unusable(IOException e) {
    return new StorageException(
        "Cannot write in data directory " + path + ": " + reason(e),
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

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException denied) {
      return "permission denied for " + denied.getFile();
    }
    if (e instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    return String.valueOf(e.getMessage());
  }
}
