package chat.charla.server.storage.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * What a copy of a database contains.
 *
 * @param timelines the number of timelines: rooms and inboxes
 * @param events the number of events in the timelines
 * @param missing the number of lost events: the timelines should have them, and do not
 * @param identities the number of identities
 * @param bytes the size of the file
 */
public record CopyContent(long timelines, long events, long missing, long identities, long bytes) {
  private static final String TIMELINES =
      """
      SELECT count(*), ifnull(sum(head - first + 1), 0), ifnull(sum((
        SELECT count(*) FROM entries
        WHERE position BETWEEN (id << ?) + first AND (id << ?) + head)), 0)
      FROM timelines
      """;

  /** Counts what the database of this connection contains. Reads every timeline. */
  static CopyContent count(Connection connection, int format, long bytes) throws SQLException {
    try (PreparedStatement timelines = connection.prepareStatement(TIMELINES)) {
      timelines.setInt(1, EntryKey.SEQUENCE_BITS);
      timelines.setInt(2, EntryKey.SEQUENCE_BITS);
      try (ResultSet row = timelines.executeQuery()) {
        row.next();
        long events = row.getLong(3);
        return new CopyContent(
            row.getLong(1), events, row.getLong(2) - events, identities(connection, format), bytes);
      }
    }
  }

  /**
   * Looks for damage in SQLite's structures. Reads everything.
   *
   * @return the first finding; empty if the database is sound
   */
  static Optional<String> damage(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA integrity_check(1)")) {
      String finding = row.next() ? row.getString(1) : "no answer";
      return finding.equals("ok") ? Optional.empty() : Optional.of(finding);
    }
  }

  CopyContent withBytes(long fileBytes) {
    return new CopyContent(timelines, events, missing, identities, fileBytes);
  }

  private static long identities(Connection connection, int format) throws SQLException {
    String table = format < 2 ? "sessions" : "identities";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      row.next();
      return row.getLong(1);
    }
  }
}
