package chat.charla.server.storage.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The events of all timelines. */
final class EntryTable {
  private final Statements statements;

  EntryTable(Statements statements) {
    this.statements = statements;
  }

  void insert(long timeline, long sequence, byte[] event) throws SQLException {
    PreparedStatement insert =
        statements.get("INSERT INTO entries (position, event) VALUES (?, ?)");
    insert.setLong(1, EntryKey.of(timeline, sequence));
    insert.setBytes(2, event);
    insert.executeUpdate();
  }

  /**
   * Returns the events from {@code from} on, within both limits. If the first event is larger than
   * {@code maxBytes}, returns that event alone.
   */
  List<byte[]> read(long timeline, long from, int maxEvents, int maxBytes) throws SQLException {
    PreparedStatement select =
        statements.get(
            "SELECT event FROM entries WHERE position BETWEEN ? AND ? ORDER BY position LIMIT ?");
    select.setLong(1, EntryKey.of(timeline, from));
    select.setLong(2, EntryKey.lastOf(timeline));
    select.setInt(3, maxEvents);
    List<byte[]> events = new ArrayList<>();
    long bytes = 0;
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        byte[] event = row.getBytes(1);
        bytes += event.length;
        if (bytes > maxBytes && !events.isEmpty()) {
          break;
        }
        events.add(event);
      }
    }
    return events;
  }

  /** Deletes events before this sequence, the oldest first, at most {@code limit}. */
  void deleteBefore(long timeline, long sequence, int limit) throws SQLException {
    PreparedStatement delete =
        statements.get(
            """
            DELETE FROM entries WHERE position IN (
              SELECT position FROM entries WHERE position >= ? AND position < ?
              ORDER BY position LIMIT ?)
            """);
    delete.setLong(1, EntryKey.firstOf(timeline));
    delete.setLong(2, EntryKey.of(timeline, sequence));
    delete.setInt(3, limit);
    delete.executeUpdate();
  }

  /**
   * Deletes at most {@code limit} of the timeline's events. Returns the number of events that were
   * deleted.
   */
  int deleteSome(long timeline, int limit) throws SQLException {
    PreparedStatement delete =
        statements.get(
            """
            DELETE FROM entries WHERE position IN (
              SELECT position FROM entries WHERE position BETWEEN ? AND ? LIMIT ?)
            """);
    delete.setLong(1, EntryKey.firstOf(timeline));
    delete.setLong(2, EntryKey.lastOf(timeline));
    delete.setInt(3, limit);
    return delete.executeUpdate();
  }
}
