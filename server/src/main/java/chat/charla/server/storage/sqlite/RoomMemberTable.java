package chat.charla.server.storage.sqlite;

import chat.charla.server.log.TimelineId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The records of the users who have a role or a restriction in a room. Each record has a row, with
 * the number of the room's timeline and the id of the user. So a change of one user writes one row.
 */
final class RoomMemberTable {
  private final Statements statements;

  RoomMemberTable(Statements statements) {
    this.statements = statements;
  }

  /** All records, except those of rooms whose name is damaged. */
  Map<TimelineId, List<byte[]>> all() throws SQLException {
    Map<TimelineId, List<byte[]>> all = new HashMap<>();
    PreparedStatement select =
        statements.get(
            """
            SELECT name, record FROM room_members
            JOIN timelines ON timelines.id = room_members.timeline
            WHERE name GLOB 'room:*'
            """);
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        all.computeIfAbsent(new TimelineId(row.getString(1)), room -> new ArrayList<>())
            .add(row.getBytes(2));
      }
    }
    return all;
  }

  void put(long timeline, String user, byte[] record) throws SQLException {
    PreparedStatement upsert =
        statements.get(
            """
            INSERT INTO room_members (timeline, user, record) VALUES (?, ?, ?)
            ON CONFLICT (timeline, user) DO UPDATE SET record = excluded.record
            """);
    upsert.setLong(1, timeline);
    upsert.setString(2, user);
    upsert.setBytes(3, record);
    upsert.executeUpdate();
  }

  void delete(long timeline, String user) throws SQLException {
    PreparedStatement delete =
        statements.get("DELETE FROM room_members WHERE timeline = ? AND user = ?");
    delete.setLong(1, timeline);
    delete.setString(2, user);
    delete.executeUpdate();
  }

  void deleteAll(long timeline) throws SQLException {
    PreparedStatement delete = statements.get("DELETE FROM room_members WHERE timeline = ?");
    delete.setLong(1, timeline);
    delete.executeUpdate();
  }
}
