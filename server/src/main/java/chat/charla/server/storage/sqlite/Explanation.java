package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.StorageException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Explains to the operator why the database has failed, and what the operator can do. */
final class Explanation {
  private static final String SPACE = "free space, inodes and quota";

  private static final String RESTORE =
      "Restore it from a backup; see \"Damage\" in docs/running.md";

  private Explanation() {}

  /**
   * Explains a failure to use the database. The data directory must have been locked before the
   * failure.
   */
  static StorageException of(Path file, Throwable failure) {
    return of(file, failure, Disk.isFull(file));
  }

  /** Explains the failure, given whether the disk is full. */
  static StorageException of(Path file, Throwable failure, boolean diskFull) {
    Throwable last = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException e) {
        return of(file, e, diskFull);
      }
      if (cause instanceof SQLException) {
        return failed("use", file, failure, "Check whether this user can read and write it");
      }
      last = cause;
    }
    // SQLite has read the database, but the server cannot parse the content.
    return new StorageException("Cannot use what is in " + file + ": " + last, RESTORE, failure);
  }

  /** The general code of a failure, such as SQLITE_IOERR for SQLITE_IOERR_READ. */
  static SQLiteErrorCode code(SQLException failure) {
    return failure instanceof SQLiteException e
        ? SQLiteErrorCode.getErrorCode(e.getResultCode().code & 0xff)
        : SQLiteErrorCode.UNKNOWN_ERROR;
  }

  private static StorageException of(Path file, SQLiteException e, boolean diskFull) {
    SQLiteErrorCode code = code(e);
    return switch (code) {
      case SQLITE_NOTADB ->
          new StorageException(
              file + " is not a database", "Move it away, or choose another data directory", e);
      case SQLITE_CORRUPT -> damaged(file, code.message, e);
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new StorageException(file + " is locked by another program", "Close that program", e);
      case SQLITE_FULL -> new StorageException("No space left for " + file, Disk.FREE_SPACE, e);
      case SQLITE_READONLY ->
          failed("write", file, e, "Allow this user to write it, and its directory");
      // SQLite does not say what is missing: a permission, or space for another file.
      case SQLITE_CANTOPEN, SQLITE_PERM ->
          failed(
              "open",
              file,
              e,
              diskFull
                  ? Disk.FREE_SPACE
                  : "Allow this user to write it, and its directory; or check the disk's " + SPACE);
      // SQLite also reports this code if a quota is exceeded, or if it does not recognise that the
      // disk is full.
      case SQLITE_IOERR ->
          failed(
              "use",
              file,
              e,
              diskFull
                  ? Disk.FREE_SPACE
                  : "Check the disk, its " + SPACE + ", and the log of the operating system");
      default -> failed("use", file, e, "Check whether this user can read and write it");
    };
  }

  private static StorageException failed(String what, Path file, Throwable e, String hint) {
    return new StorageException("Cannot " + what + " " + file + ": " + e.getMessage(), hint, e);
  }

  /** Explains that the database does not contain what the server has written. */
  static StorageException damaged(Path file, String finding, @Nullable SQLException cause) {
    return new StorageException(file + " is damaged: " + finding, RESTORE, cause);
  }
}
