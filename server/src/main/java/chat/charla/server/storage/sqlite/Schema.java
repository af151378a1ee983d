package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.StorageException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The tables of the database file.
 *
 * <p>Ids of timelines and identities are never reused (AUTOINCREMENT). So deleting the row with its
 * name makes a timeline or an identity unreachable at once; its other rows are deleted later.
 *
 * <p>The primary key of an entry is its timeline and its sequence in one integer, see {@link
 * EntryKey}. Two alternatives were measured. With {@code PRIMARY KEY (timeline, sequence) WITHOUT
 * ROWID}, the inner pages hold whole events, and events above 1 KB spill into overflow pages:
 * events of 1.5 KB took 3.1 bytes of disk per byte instead of 1.4, at half the speed. With row ids
 * and a separate index, reading a chunk of 500 events among 500 timelines took six times as long,
 * because the rows of a timeline are not adjacent. Receipts are small and found by their key only,
 * which is the case that WITHOUT ROWID is for.
 */
final class Schema {
  private static final int APPLICATION_ID = 0x43484152; // "CHAR", shown by file(1)
  private static final int VERSION = 1;

  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE timelines (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            epoch TEXT NOT NULL,
            first INTEGER NOT NULL,
            head INTEGER NOT NULL)
          """,
          """
          CREATE TABLE entries (
            position INTEGER PRIMARY KEY,
            event BLOB NOT NULL)
          """,
          """
          CREATE TABLE identities (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE)
          """,
          """
          CREATE TABLE receipts (
            identity INTEGER NOT NULL,
            timeline INTEGER NOT NULL,
            message_id TEXT NOT NULL,
            receipt BLOB NOT NULL,
            PRIMARY KEY (identity, timeline, message_id)) WITHOUT ROWID
          """,
          """
          CREATE TABLE sessions (
            key TEXT NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL,
            record BLOB NOT NULL)
          """,
          """
          CREATE TABLE discarded (
            kind TEXT NOT NULL,
            id INTEGER NOT NULL)
          """);

  private Schema() {}

  /**
   * Whether the database is still empty. Changes nothing.
   *
   * @throws StorageException if the database belongs to another program or has a later format
   */
  static boolean isEmpty(Connection connection, Path file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long application = number(statement, "PRAGMA application_id");
      long version = number(statement, "PRAGMA user_version");
      if (application == 0
          && version == 0
          && number(statement, "SELECT count(*) FROM sqlite_schema") == 0) {
        return true;
      }
      if (application != APPLICATION_ID) {
        throw new StorageException(
            file + " is a database of another program", "Choose another data directory", null);
      }
      if (version > VERSION) {
        throw new StorageException(
            "%s has format %d, and this server supports formats up to %d"
                .formatted(file, version, VERSION),
            "A later version of the server has written it: run that version",
            null);
      }
      return false;
    }
  }

  static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      for (String table : TABLES) {
        statement.execute(table);
      }
      statement.execute("PRAGMA application_id=" + APPLICATION_ID);
      statement.execute("PRAGMA user_version=" + VERSION);
      statement.execute("COMMIT");
    }
  }

  /**
   * Opens the database once, creating the tables if it is empty, and looks for damage in the tables
   * that a start reads: the timelines and the sessions, but not the history.
   *
   * @throws StorageException if it cannot be used
   */
  static void prepare(Connections connections, Path file) {
    try (Connection connection = connections.openWriter();
        Statement statement = connection.createStatement()) {
      for (String table : List.of("timelines", "sessions")) {
        String finding = text(statement, "PRAGMA quick_check('" + table + "')");
        if (!finding.equals("ok")) {
          throw damaged(file, finding, null);
        }
      }
    } catch (SQLiteException e) {
      throw explained(file, e);
    } catch (SQLException e) {
      throw new StorageException(
          "Cannot open " + file + ": " + e.getMessage(), "Check whether this user can read it", e);
    }
  }

  private static StorageException explained(Path file, SQLiteException e) {
    SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(e.getResultCode().code & 0xff);
    return switch (code) {
      case SQLITE_NOTADB ->
          new StorageException(
              file + " is not a database", "Move it away, or choose another data directory", e);
      case SQLITE_CORRUPT -> damaged(file, code.message, e);
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new StorageException(file + " is locked by another program", "Close that program", e);
      case SQLITE_FULL ->
          new StorageException("No space left to open " + file, "Free space on the disk", e);
      default ->
          new StorageException(
              "Cannot open " + file + ": " + e.getMessage(),
              "Check whether this user can read and write it, and whether the disk has free space",
              e);
    };
  }

  private static StorageException damaged(Path file, String finding, @Nullable SQLException cause) {
    return new StorageException(
        file + " is damaged: " + finding,
        "Restore it from a backup, or keep a copy and try \"sqlite3 charla.db .recover\"",
        cause);
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static String text(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
