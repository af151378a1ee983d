package chat.charla.server.storage.sqlite;

import chat.charla.server.log.TimelineId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The records of rooms: a row for each room, with the number of its timeline. A room's row is
 * inserted or deleted in the same transaction as its timeline's row.
 */
final class RoomTable {
  private final Statements statements;

  RoomTable(Statements statements) {
    this.statements = statements;
  }

  /** All records that are not empty, except those of rooms whose name is damaged. */
  Map<TimelineId, byte[]> records() throws SQLException {
    Map<TimelineId, byte[]> records = new HashMap<>();
    PreparedStatement select =
        statements.get(
            """
            SELECT name, record FROM rooms JOIN timelines ON timelines.id = rooms.timeline
            WHERE length(record) > 0 AND name GLOB 'room:*'
            """);
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        records.put(new TimelineId(row.getString(1)), row.getBytes(2));
      }
    }
    return records;
  }

  /**
   * The record of the room with this timeline; empty if there is no record. A tool that repairs a
   * damaged database may have dropped the record. The room's messages must stay readable without
   * the record.
   */
  byte[] find(long timeline) throws SQLException {
    PreparedStatement select = statements.get("SELECT record FROM rooms WHERE timeline = ?");
    select.setLong(1, timeline);
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? row.getBytes(1) : new byte[0];
    }
  }

  void insert(long timeline, byte[] record) throws SQLException {
    PreparedStatement insert = statements.get("INSERT INTO rooms (timeline, record) VALUES (?, ?)");
    insert.setLong(1, timeline);
    insert.setBytes(2, record);
    insert.executeUpdate();
  }

  void update(long timeline, byte[] record) throws SQLException {
    PreparedStatement update =
        statements.get(
            """
            INSERT INTO rooms (timeline, record) VALUES (?, ?)
            ON CONFLICT (timeline) DO UPDATE SET record = excluded.record
            """);
    update.setLong(1, timeline);
    update.setBytes(2, record);
    update.executeUpdate();
  }

  void delete(long timeline) throws SQLException {
    PreparedStatement delete = statements.get("DELETE FROM rooms WHERE timeline = ?");
    delete.setLong(1, timeline);
    delete.executeUpdate();
  }
}
