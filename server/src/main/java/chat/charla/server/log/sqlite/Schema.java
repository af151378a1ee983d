package chat.charla.server.log.sqlite;

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
 * What is in the database file.
 *
 * <p>Identifiers of timelines and identities are never given out again (AUTOINCREMENT): what is
 * deleted becomes unreachable at once, by the row of its name, and is swept away later.
 *
 * <p>An entry's place is its timeline and its sequence in one integer, see {@link Position}. That
 * was measured against the obvious {@code PRIMARY KEY (timeline, sequence) WITHOUT ROWID}: a table
 * without row ids keeps whole events in its inner pages and spills all above 1 KB into pages of
 * their own, so that events of 1.5 KB took 3.1 bytes a byte instead of 1.4 and half the speed.
 * Against row ids with an index beside them: a chunk of 500 events among 500 timelines is read six
 * times as fast, being one run of neighbours. Receipts are small and found by their key alone,
 * which is what WITHOUT ROWID is for.
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
   * Says whether the database has nothing in it yet. Changes nothing.
   *
   * @throws DataDirectoryException if what is in it is not ours, or is of a later version
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
        throw new DataDirectoryException(
            file + " is a database of another program", "Choose another data directory", null);
      }
      if (version > VERSION) {
        throw new DataDirectoryException(
            "%s has format %d, and this server knows up to %d".formatted(file, version, VERSION),
            "It was written by a later version of the server: run that one",
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
   * Opens the database once, creating it if it is empty, and looks for damage in all that a start
   * reads: the timelines and the sessions, never the history.
   *
   * @throws DataDirectoryException if it cannot be used
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
      throw new DataDirectoryException(
          "Cannot open " + file + ": " + e.getMessage(), "See whether it can be read", e);
    }
  }

  private static DataDirectoryException explained(Path file, SQLiteException e) {
    SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(e.getResultCode().code & 0xff);
    return switch (code) {
      case SQLITE_NOTADB ->
          new DataDirectoryException(
              file + " is not a database", "Move it away, or choose another data directory", e);
      case SQLITE_CORRUPT -> damaged(file, code.message, e);
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new DataDirectoryException(
              file + " is locked by another program", "Close that program", e);
      case SQLITE_FULL ->
          new DataDirectoryException("No space left to open " + file, "Make room on the disk", e);
      default ->
          new DataDirectoryException(
              "Cannot open " + file + ": " + e.getMessage(),
              "See whether this user can read and write it, and whether the disk has room",
              e);
    };
  }

  private static DataDirectoryException damaged(
      Path file, String finding, @Nullable SQLException cause) {
    return new DataDirectoryException(
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
