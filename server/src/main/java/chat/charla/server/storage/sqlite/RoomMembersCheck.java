package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.Finding.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes damaged records of users of rooms, and records that belong to no room. Must run after
 * {@link TimelinesCheck}, when every timeline has a valid row.
 */
final class RoomMembersCheck {
  private static final String WITHOUT_ROOM =
      "timeline NOT IN (SELECT id FROM timelines WHERE name GLOB 'room:*')";

  private final CheckTransaction transaction;

  RoomMembersCheck(CheckTransaction transaction) {
    this.transaction = transaction;
  }

  private record Damaged(String room, long timeline, String user) {}

  void run() throws SQLException {
    int withoutRoom = transaction.execute("DELETE FROM room_members WHERE " + WITHOUT_ROOM);
    if (withoutRoom > 0) {
      transaction.found(Kind.ROOM_MEMBERS_WITHOUT_ROOM, withoutRoom);
    }
    for (Damaged record : damaged()) {
      transaction.found(Kind.ROOM_MEMBER_DAMAGED, record.room(), record.user());
      transaction.tables().roomMembers().delete(record.timeline(), record.user());
    }
  }

  private List<Damaged> damaged() throws SQLException {
    List<Damaged> damaged = new ArrayList<>();
    try (ResultSet row =
        transaction
            .statement(
                """
                SELECT substr(name, length('room:') + 1), timeline, user, record FROM room_members
                JOIN timelines ON timelines.id = room_members.timeline
                """)
            .executeQuery()) {
      while (row.next()) {
        String user = row.getString(3);
        if (!user.equals(transaction.format().roomMember(row.getBytes(4)))) {
          damaged.add(new Damaged(row.getString(1), row.getLong(2), user));
        }
      }
    }
    return damaged;
  }
}
