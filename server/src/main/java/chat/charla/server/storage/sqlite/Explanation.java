package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.StorageException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * What the operator is told about a failure of the database: its cause, and what to do about it.
 */
final class Explanation {
  private Explanation() {}

  /** Explains a failure that SQLite has caused, directly or not. */
  static StorageException of(Path file, Throwable failure) {
    return of(file, failure, DiskState.of(file));
  }

  /** Explains the failure, given the state of the disk. */
  static StorageException of(Path file, Throwable failure, DiskState disk) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException e) {
        return of(file, e, disk);
      }
    }
    return new StorageException(
        "Cannot use " + file + ": " + failure.getMessage(),
        "Check whether this user can read and write it",
        failure);
  }

  private static StorageException of(Path file, SQLiteException e, DiskState disk) {
    SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(e.getResultCode().code & 0xff);
    return switch (code) {
      case SQLITE_NOTADB ->
          new StorageException(
              file + " is not a database", "Move it away, or choose another data directory", e);
      case SQLITE_CORRUPT -> damaged(file, code.message, e);
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new StorageException(file + " is locked by another program", "Close that program", e);
      case SQLITE_FULL ->
          new StorageException("No space left for " + file, DiskState.FULL.hint(), e);
      case SQLITE_READONLY ->
          failed("write", file, e, disk.hintOr("Allow this user to write it, and its directory"));
      case SQLITE_CANTOPEN, SQLITE_PERM ->
          failed("open", file, e, disk.hintOr("Allow this user to write it, and its directory"));
      // SQLite also reports this for a read-only disk, and for a full one if it does not notice
      // that.
      case SQLITE_IOERR ->
          failed(
              "use", file, e, disk.hintOr("Check the disk, and the log of the operating system"));
      default ->
          failed("use", file, e, disk.hintOr("Check whether this user can read and write it"));
    };
  }

  private static StorageException failed(String what, Path file, SQLiteException e, String hint) {
    return new StorageException("Cannot " + what + " " + file + ": " + e.getMessage(), hint, e);
  }

  /** Explains that the database does not contain what the server has written. */
  static StorageException damaged(Path file, String finding, @Nullable SQLException cause) {
    return new StorageException(
        file + " is damaged: " + finding,
        "Restore it from a backup, or keep a copy and try \"sqlite3 charla.db .recover\"",
        cause);
  }
}
