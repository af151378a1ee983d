package chat.charla.server.storage.sqlite;

import chat.charla.server.log.DamagedTimeline;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds timelines that the server cannot use. The search takes a time that depends on the number of
 * timelines, not on the number of events.
 */
final class TimelineDamage {
  /** The largest number of timelines that {@link #find} returns for each kind of damage. */
  static final int MAX = 1000;

  /** The condition under which a row of {@code timelines} does not describe a valid timeline. */
  static final String BAD_ROW =
      """
      (name NOT GLOB 'room:*' AND name NOT GLOB 'inbox:*' AND name <> 'audit:')
      OR typeof(epoch) <> 'text' OR epoch = '' OR typeof(first) <> 'integer' OR typeof(head) <> 'integer' OR first < 1
      OR head < 0 OR head > %d OR first > head + 1
      """
          .formatted(EntryKey.MAX_SEQUENCE);

  /** The position of the newest entry of a row of {@code timelines}; NULL if there is none. */
  private static final String NEWEST =
      """
      (SELECT max(position) FROM entries
       WHERE position BETWEEN timelines.id << %1$d AND (timelines.id << %1$d) + %2$d)
      """
          .formatted(EntryKey.SEQUENCE_BITS, EntryKey.MAX_SEQUENCE);

  /**
   * The numbers of timelines that have entries but no row. The query is recursive: each step
   * searches for the first entry of a later timeline.
   */
  static final String WITHOUT_ROW =
      """
      WITH RECURSIVE numbers (id) AS (
        SELECT min(position) >> %1$d FROM entries
        UNION ALL
        SELECT (SELECT min(position) >> %1$d FROM entries WHERE position >= (id + 1) << %1$d)
        FROM numbers WHERE id IS NOT NULL)
      SELECT id FROM numbers
      WHERE id IS NOT NULL AND id NOT IN (SELECT id FROM timelines)
        AND id NOT IN (SELECT id FROM discarded WHERE kind = 'TIMELINE')
      """
          .formatted(EntryKey.SEQUENCE_BITS);

  private TimelineDamage() {}

  static List<DamagedTimeline> find(Statements statements) throws SQLException {
    List<DamagedTimeline> found = new ArrayList<>();
    addBadRows(statements, found);
    addEventsBeyondTheHead(statements, found);
    addWithoutRow(statements, found);
    return found;
  }

  private static void addBadRows(Statements statements, List<DamagedTimeline> found)
      throws SQLException {
    PreparedStatement select =
        statements.get(
            "SELECT name, epoch, first, head FROM timelines WHERE (" + BAD_ROW + ") LIMIT " + MAX);
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        String finding =
            "name '%s', epoch '%s', first %s and head %s do not describe a timeline"
                .formatted(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
        found.add(new DamagedTimeline(row.getString(1), finding, new byte[0]));
      }
    }
  }

  private static void addEventsBeyondTheHead(Statements statements, List<DamagedTimeline> found)
      throws SQLException {
    PreparedStatement select =
        statements.get(
            """
            SELECT name, head, newest FROM (
              SELECT name, head, %s AS newest FROM timelines WHERE NOT (%s))
            WHERE newest & %d > head LIMIT %d
            """
                .formatted(NEWEST, BAD_ROW, EntryKey.MAX_SEQUENCE, MAX));
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        String finding =
            "its head is %d, but event %d is stored"
                .formatted(row.getLong(2), EntryKey.sequence(row.getLong(3)));
        found.add(new DamagedTimeline(row.getString(1), finding, new byte[0]));
      }
    }
  }

  private static void addWithoutRow(Statements statements, List<DamagedTimeline> found)
      throws SQLException {
    PreparedStatement select =
        statements.get(
            """
            SELECT id, (SELECT event FROM entries WHERE position >= id << %d LIMIT 1)
            FROM (%s LIMIT %d)
            """
                .formatted(EntryKey.SEQUENCE_BITS, WITHOUT_ROW.strip(), MAX));
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        String finding = "timeline %d has events but no row".formatted(row.getLong(1));
        found.add(new DamagedTimeline(null, finding, row.getBytes(2)));
      }
    }
  }
}
