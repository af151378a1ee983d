package chat.charla.server.storage.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The events of all timelines. */
final class EntryTable {
  /**
   * The name of the number that is the minute of all entries without a minute of their own; see
   * {@link Migrations}.
   */
  static final String MINUTE_OF_ENTRIES = "minute of entries";

  private static final long MILLIS_PER_MINUTE = Duration.ofMinutes(1).toMillis();

  private final Statements statements;

  EntryTable(Statements statements) {
    this.statements = statements;
  }

  /** The minute of this time, as it is stored. */
  static long minute(long timeMillis) {
    return Math.floorDiv(timeMillis, MILLIS_PER_MINUTE);
  }

  void insert(long timeline, long sequence, byte[] event, long timeMillis) throws SQLException {
    PreparedStatement insert =
        statements.get("INSERT INTO entries (position, event, minute) VALUES (?, ?, ?)");
    insert.setLong(1, EntryKey.of(timeline, sequence));
    insert.setBytes(2, event);
    insert.setLong(3, minute(timeMillis));
    insert.executeUpdate();
  }

  /**
   * Consecutive events of a timeline.
   *
   * @param first the sequence of the first event; 0 if there are no events
   */
  record Run(long first, List<byte[]> events) {}

  /** A part of a timeline, with both ends included. */
  private record Range(long timeline, long from, long last) {}

  /**
   * Returns consecutive events between two sequences, within both limits: from the oldest event
   * that exists, up to the event before the next missing one. If the first event is larger than
   * {@code maxBytes}, returns that event alone.
   */
  Run read(long timeline, long from, long last, int maxEvents, int maxBytes) throws SQLException {
    PreparedStatement select =
        statements.get(
            """
            SELECT position, event FROM entries WHERE position BETWEEN ? AND ?
            ORDER BY position LIMIT ?
            """);
    List<byte[]> events = new ArrayList<>();
    long end = read(select, new Range(timeline, from, last), 1, maxEvents, maxBytes, events);
    return new Run(events.isEmpty() ? 0 : end - events.size() + 1, events);
  }

  /** Like {@link #read}, but begins with the newest event and goes backwards. */
  Run readBackwards(long timeline, long from, long last, int maxEvents, int maxBytes)
      throws SQLException {
    PreparedStatement select =
        statements.get(
            """
            SELECT position, event FROM entries WHERE position BETWEEN ? AND ?
            ORDER BY position DESC LIMIT ?
            """);
    List<byte[]> events = new ArrayList<>();
    long end = read(select, new Range(timeline, from, last), -1, maxEvents, maxBytes, events);
    Collections.reverse(events);
    return new Run(events.isEmpty() ? 0 : end, events);
  }

  /**
   * Adds consecutive events to the list, in the order of the query. Returns the sequence of the
   * last event that was added.
   *
   * @param step the difference between consecutive sequences, in the order of the query
   */
  private static long read(
      PreparedStatement select,
      Range range,
      int step,
      int maxEvents,
      int maxBytes,
      List<byte[]> events)
      throws SQLException {
    select.setLong(1, EntryKey.of(range.timeline(), range.from()));
    select.setLong(2, EntryKey.of(range.timeline(), range.last()));
    select.setInt(3, maxEvents);
    long bytes = 0;
    long position = 0;
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        long found = row.getLong(1);
        byte[] event = row.getBytes(2);
        bytes += event.length;
        if (!events.isEmpty() && (bytes > maxBytes || found != position + step)) {
          break;
        }
        position = found;
        events.add(event);
      }
    }
    return EntryKey.sequence(position);
  }

  /**
   * The minute in which an event was appended. In a damaged file, the event may be missing. Then
   * this method returns the minute of the next event. If there is no next event, the missing event
   * counts as new: the method returns {@link Long#MAX_VALUE}. So a missing event does not make
   * other events older. An event without a minute also counts as new if the number {@link
   * #MINUTE_OF_ENTRIES} is missing.
   */
  long minuteOf(long timeline, long sequence) throws SQLException {
    PreparedStatement select =
        statements.get(
            """
            SELECT coalesce(minute, (SELECT value FROM numbers WHERE name = ?), ?)
            FROM entries WHERE position BETWEEN ? AND ? ORDER BY position LIMIT 1
            """);
    select.setString(1, MINUTE_OF_ENTRIES);
    select.setLong(2, Long.MAX_VALUE);
    select.setLong(3, EntryKey.of(timeline, sequence));
    select.setLong(4, EntryKey.lastOf(timeline));
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : Long.MAX_VALUE;
    }
  }

  /** The sequence of the oldest event before {@code end}; {@code end} if there is none. */
  long oldest(long timeline, long end) throws SQLException {
    PreparedStatement select =
        statements.get("SELECT min(position) FROM entries WHERE position >= ? AND position < ?");
    select.setLong(1, EntryKey.firstOf(timeline));
    select.setLong(2, EntryKey.of(timeline, end));
    try (ResultSet row = select.executeQuery()) {
      long position = row.next() ? row.getLong(1) : 0;
      return position == 0 ? end : EntryKey.sequence(position);
    }
  }

  /**
   * Deletes events before this sequence, the oldest first, at most {@code limit}. Returns the
   * number of events that were deleted.
   */
  int deleteBefore(long timeline, long sequence, int limit) throws SQLException {
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
    return delete.executeUpdate();
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
