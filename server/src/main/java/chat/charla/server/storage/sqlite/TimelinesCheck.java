package chat.charla.server.storage.sqlite;

import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.storage.Finding.Kind;
import chat.charla.server.storage.StoredFormat.StoredEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks and repairs the rows of timelines, and the records of rooms, but not the records of their
 * members. Afterwards every timeline has a valid row: its head is not below the newest event, and
 * its first sequence is that of the oldest event.
 */
final class TimelinesCheck {
  /**
   * If the head and the newest event differ by more than this, missing events are not the cause. If
   * the head is higher, the head is damaged. If the newest event is higher, the position of an
   * event is damaged.
   */
  private static final long MAX_MISSING = 1_000_000;

  private final CheckTransaction transaction;
  private final IdentitiesCheck identities;

  TimelinesCheck(CheckTransaction transaction, IdentitiesCheck identities) {
    this.transaction = transaction;
    this.identities = identities;
  }

  /** A row as it is stored. Its values may be damaged. */
  private record Row(
      long id, @Nullable String name, @Nullable String epoch, long first, long head) {}

  /** The sequences of the oldest and newest entry; the newest is 0 if there is no entry. */
  private record Entries(long oldest, long newest) {}

  void run() throws SQLException {
    checkRows();
    createMissingRows();
    createMissingRooms();
    createMissingInboxes();
    checkRecords();
  }

  private void checkRows() throws SQLException {
    for (Row row : readRows()) {
      if (row.name() == null || !TimelineId.isValid(row.name())) {
        // If the timeline has events, they show its name, and createMissingRows creates the row
        // again.
        transaction.tables().timelines().delete(row.id());
        if (entries(row.id(), 0).newest() == 0) {
          transaction.found(Kind.TIMELINE_ROW, String.valueOf(row.name()), values(row), "-");
        }
      } else {
        checkRow(row, row.name());
      }
    }
  }

  private List<Row> readRows() throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (ResultSet row =
        transaction
            .statement(
                """
                SELECT id, name, epoch,
                  CASE WHEN typeof(first) = 'integer' THEN first ELSE -1 END,
                  CASE WHEN typeof(head) = 'integer' THEN head ELSE -1 END FROM timelines
                """)
            .executeQuery()) {
      while (row.next()) {
        rows.add(
            new Row(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5)));
      }
    }
    return rows;
  }

  private void checkRow(Row row, String name) throws SQLException {
    long newest = entries(row.id(), 0).newest();
    if (row.head() >= 0 && newest - row.head() > MAX_MISSING) {
      // The position of an event is damaged, not the head.
      int beyond =
          transaction.execute(
              "DELETE FROM entries WHERE position > ? AND position <= ?",
              EntryKey.of(row.id(), row.head()),
              EntryKey.lastOf(row.id()));
      transaction.found(Kind.EVENTS_WITHOUT_TIMELINE, row.id(), beyond);
      newest = entries(row.id(), 0).newest();
    }
    boolean badHead = row.head() < 0 || row.head() - newest > MAX_MISSING;
    long head = badHead ? newest : Math.max(row.head(), newest);
    boolean badFirst = row.first() < 1 || row.first() > head + 1;
    long oldest = entries(row.id(), badFirst ? 0 : row.first()).oldest();
    long first = oldest == 0 ? head + 1 : oldest;
    String stored = row.epoch();
    boolean keepsEpoch = stored != null && !stored.isEmpty() && !badHead;
    String epoch = keepsEpoch && stored != null ? stored : Epochs.next();
    if (keepsEpoch && first == row.first() && head == row.head()) {
      return;
    }
    if (keepsEpoch && !badFirst && head == row.head()) {
      transaction.found(Kind.OLDEST_EVENTS_MISSING, name, row.first(), first - 1);
    } else {
      Row repaired = new Row(row.id(), name, keepsEpoch ? epoch : "(new)", first, head);
      transaction.found(Kind.TIMELINE_ROW, name, values(row), values(repaired));
    }
    transaction.execute(
        "UPDATE timelines SET epoch = ?, first = ?, head = ? WHERE id = ?",
        epoch,
        first,
        head,
        row.id());
  }

  private static String values(Row row) {
    return "epoch %s, first %d, head %d".formatted(row.epoch(), row.first(), row.head());
  }

  private Entries entries(long timeline, long from) throws SQLException {
    long begin = EntryKey.of(timeline, from);
    long end = EntryKey.lastOf(timeline);
    return new Entries(
        EntryKey.sequence(
            transaction
                .number(
                    "SELECT min(position) FROM entries WHERE position BETWEEN ? AND ?", begin, end)
                .orElse(0)),
        EntryKey.sequence(
            transaction
                .number(
                    "SELECT max(position) FROM entries WHERE position BETWEEN ? AND ?", begin, end)
                .orElse(0)));
  }

  /** Creates the missing rows of timelines that still have events. */
  private void createMissingRows() throws SQLException {
    List<Long> ids = new ArrayList<>();
    try (ResultSet row = transaction.statement(TimelineDamage.WITHOUT_ROW).executeQuery()) {
      while (row.next()) {
        ids.add(row.getLong(1));
      }
    }
    for (long id : ids) {
      TimelineId name = id < 0 ? null : name(id);
      TimelineTable.Row taken = name == null ? null : transaction.tables().timelines().find(name);
      if (name == null || (taken != null && taken.tail().head() > 0)) {
        discard(id);
        continue;
      }
      if (taken != null) {
        transaction.tables().timelines().delete(taken.id());
        transaction.tables().rooms().delete(taken.id());
        transaction.tables().roomMembers().deleteAll(taken.id());
      }
      Entries entries = entries(id, 0);
      transaction.found(Kind.TIMELINE_MISSING, id, name, entries.oldest(), entries.newest());
      transaction.execute(
          "INSERT INTO timelines (id, name, epoch, first, head) VALUES (?, ?, ?, ?, ?)",
          id,
          name.value(),
          Epochs.next(),
          entries.oldest(),
          entries.newest());
    }
  }

  private void discard(long id) throws SQLException {
    long events =
        transaction
            .number(
                "SELECT count(*) FROM entries WHERE position BETWEEN ? AND ?",
                id << EntryKey.SEQUENCE_BITS,
                (id << EntryKey.SEQUENCE_BITS) + EntryKey.MAX_SEQUENCE)
            .orElse(0);
    transaction.found(Kind.EVENTS_WITHOUT_TIMELINE, id, events);
    if (id < 0) {
      transaction.execute("DELETE FROM entries WHERE position < 0");
    } else {
      // The server deletes the events when it starts.
      transaction.tables().discarded().insert(DiscardedTable.Kind.TIMELINE, id);
    }
  }

  /**
   * The name of the timeline that these events belong to. The events of a room have the room's
   * name. Every event of an inbox has the owner as its author or recipient. Null if the name is
   * uncertain.
   */
  private @Nullable TimelineId name(long id) throws SQLException {
    Set<String> owners = new HashSet<>();
    boolean any = false;
    try (ResultSet row =
        transaction
            .statement(
                "SELECT event FROM entries WHERE position BETWEEN ? AND ?",
                EntryKey.firstOf(id),
                EntryKey.lastOf(id))
            .executeQuery()) {
      while (row.next()) {
        StoredEvent event = transaction.format().event(row.getBytes(1));
        if (event == null || event.lost()) {
          continue;
        }
        if (!event.room().isEmpty()) {
          return TimelineId.fromContractName(event.room());
        }
        List<String> ids = List.of(event.actor(), event.recipient());
        if (any) {
          owners.retainAll(ids);
        } else {
          owners.addAll(ids);
        }
        any = true;
      }
    }
    List<TimelineId> possible = new ArrayList<>();
    for (String owner : owners) {
      TimelineId inbox = TimelineId.inbox(owner);
      TimelineTable.Row known = transaction.tables().timelines().find(inbox);
      if (identities.hasInbox(owner) && (known == null || known.tail().head() == 0)) {
        possible.add(inbox);
      }
    }
    return possible.size() == 1 ? possible.get(0) : null;
  }

  /** Creates the rooms that must exist. */
  private void createMissingRooms() throws SQLException {
    boolean isNew =
        !identities.any() && transaction.number("SELECT min(id) FROM timelines").isEmpty();
    Stream<String> lobby = isNew ? Stream.empty() : Stream.of(transaction.format().lobby());
    for (String room : Stream.concat(identities.rooms().stream(), lobby).distinct().toList()) {
      TimelineId timeline = TimelineId.room(room);
      if (transaction.tables().timelines().find(timeline) == null) {
        transaction.found(Kind.ROOM_MISSING, room);
        long id = transaction.tables().timelines().insert(timeline, new Tail(Epochs.next(), 1, 0));
        transaction.tables().rooms().insert(id, new byte[0]);
      }
    }
  }

  private void createMissingInboxes() throws SQLException {
    for (String identity : identities.withInbox()) {
      TimelineId inbox = TimelineId.inbox(identity);
      if (transaction.tables().timelines().find(inbox) == null) {
        transaction.found(Kind.INBOX_MISSING, identity);
        transaction.tables().timelines().insert(inbox, new Tail(Epochs.next(), 1, 0));
      }
    }
  }

  private void checkRecords() throws SQLException {
    record Repair(Kind kind, String room, long timeline) {}
    List<Repair> repairs = new ArrayList<>();
    try (ResultSet row =
        transaction
            .statement(
                """
                SELECT name, id, record FROM timelines LEFT JOIN rooms ON rooms.timeline = id
                WHERE name GLOB 'room:*'
                UNION ALL
                SELECT NULL, timeline, record FROM rooms
                WHERE timeline NOT IN (SELECT id FROM timelines)
                """)
            .executeQuery()) {
      while (row.next()) {
        String name = row.getString(1);
        long timeline = row.getLong(2);
        byte[] record = row.getBytes(3);
        if (name == null) {
          repairs.add(new Repair(Kind.ROOM_RECORD_WITHOUT_ROOM, "", timeline));
        } else if (record == null) {
          repairs.add(new Repair(Kind.ROOM_RECORD_MISSING, roomName(name), timeline));
        } else if (!transaction.format().isRoom(record)) {
          repairs.add(new Repair(Kind.ROOM_RECORD_DAMAGED, roomName(name), timeline));
        }
      }
    }
    for (Repair repair : repairs) {
      transaction.tables().rooms().delete(repair.timeline());
      if (repair.kind() == Kind.ROOM_RECORD_WITHOUT_ROOM) {
        transaction.found(repair.kind(), repair.timeline());
      } else {
        transaction.found(repair.kind(), repair.room());
        transaction.tables().rooms().insert(repair.timeline(), new byte[0]);
      }
    }
  }

  private static String roomName(String timeline) {
    return new TimelineId(timeline).roomName();
  }
}
