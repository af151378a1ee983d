package chat.charla.server.storage.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Marks a database as a backup copy, by a table {@code copied} with the time of the copy. No
 * migration creates this table, because no server writes it.
 *
 * <p>A server that continues from a copy assigns sequences that the former server has assigned
 * after the copy was made. So every timeline first needs a new epoch; otherwise clients would keep
 * cursors that belong to another history of the timeline. {@link #remove} assigns the new epochs.
 * Every server calls {@code remove} when it starts on a marked database, so timelines get new
 * epochs even if the operator has copied the file into the data directory manually.
 */
final class CopyMark {
  private CopyMark() {}

  /** Marks the database of this connection as a copy. */
  static void put(Connection connection, Instant at) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS copied");
      statement.execute("CREATE TABLE copied (at TEXT NOT NULL)");
    }
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO copied VALUES (?)")) {
      insert.setString(1, at.toString());
      insert.executeUpdate();
    }
  }

  /** When the copy was made; empty if the database is not marked as a copy. */
  static Optional<String> find(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet table =
          statement.executeQuery(
              "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'copied'")) {
        if (!table.next()) {
          return Optional.empty();
        }
      }
      try (ResultSet row = statement.executeQuery("SELECT at FROM copied")) {
        return Optional.of(row.next() ? row.getString(1) : "?");
      }
    }
  }

  /**
   * Gives every timeline a new epoch and removes the mark, in one transaction.
   *
   * <p>If this fails, the caller must close the connection, which rolls the transaction back.
   */
  static void remove(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        PreparedStatement update =
            connection.prepareStatement("UPDATE timelines SET epoch = ? WHERE id = ?")) {
      statement.execute("BEGIN IMMEDIATE");
      for (long timeline : timelines(statement)) {
        update.setString(1, Epochs.next());
        update.setLong(2, timeline);
        update.executeUpdate();
      }
      statement.execute("DROP TABLE IF EXISTS copied");
      statement.execute("COMMIT");
    }
  }

  private static List<Long> timelines(Statement statement) throws SQLException {
    List<Long> timelines = new ArrayList<>();
    try (ResultSet row = statement.executeQuery("SELECT id FROM timelines")) {
      while (row.next()) {
        timelines.add(row.getLong(1));
      }
    }
    return timelines;
  }
}
