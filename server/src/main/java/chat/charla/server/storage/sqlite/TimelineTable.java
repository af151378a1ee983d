package chat.charla.server.storage.sqlite;

import chat.charla.server.log.DamagedTimeline;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of timelines, each with the timeline's number and tail. */
final class TimelineTable {
  private final Statements statements;

  TimelineTable(Statements statements) {
    this.statements = statements;
  }

  record Row(long id, Tail tail) {}

  @Nullable Row find(TimelineId timeline) throws SQLException {
    PreparedStatement select =
        statements.get("SELECT id, epoch, first, head FROM timelines WHERE name = ?");
    select.setString(1, timeline.value());
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? new Row(row.getLong(1), tail(row, 2)) : null;
    }
  }

  /**
   * All timelines, in the order in which they were inserted, except those whose name or tail is
   * damaged.
   */
  Map<TimelineId, Tail> all() throws SQLException {
    Map<TimelineId, Tail> all = new LinkedHashMap<>();
    PreparedStatement select =
        statements.get(
            "SELECT name, epoch, first, head FROM timelines WHERE NOT ("
                + TimelineDamage.BAD_ROW
                + ") ORDER BY id");
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        all.put(new TimelineId(row.getString(1)), tail(row, 2));
      }
    }
    return all;
  }

  /** The timelines that cannot be used, at most {@link TimelineDamage#MAX}. */
  List<DamagedTimeline> damaged() throws SQLException {
    return TimelineDamage.find(statements);
  }

  /** Inserts the timeline and returns its number. */
  long insert(TimelineId timeline, Tail tail) throws SQLException {
    PreparedStatement insert =
        statements.get(
            "INSERT INTO timelines (name, epoch, first, head) VALUES (?, ?, ?, ?) RETURNING id");
    insert.setString(1, timeline.value());
    insert.setString(2, tail.epoch());
    insert.setLong(3, tail.first());
    insert.setLong(4, tail.head());
    try (ResultSet row = insert.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  void update(long id, long first, long head) throws SQLException {
    PreparedStatement update =
        statements.get("UPDATE timelines SET first = ?, head = ? WHERE id = ?");
    update.setLong(1, first);
    update.setLong(2, head);
    update.setLong(3, id);
    update.executeUpdate();
  }

  /**
   * Makes the commit write the row to the disk, with unchanged values. To do so, changes the row
   * and changes it back. SQLite would skip an update that changes nothing, and would not sync a
   * commit without changes.
   */
  void rewrite(Row row) throws SQLException {
    update(row.id(), row.tail().first(), row.tail().head() + 1);
    update(row.id(), row.tail().first(), row.tail().head());
  }

  void delete(long id) throws SQLException {
    PreparedStatement delete = statements.get("DELETE FROM timelines WHERE id = ?");
    delete.setLong(1, id);
    delete.executeUpdate();
  }

  private static Tail tail(ResultSet row, int column) throws SQLException {
    return new Tail(row.getString(column), row.getLong(column + 1), row.getLong(column + 2));
  }
}
