package chat.charla.server.storage.sqlite;

import chat.charla.server.log.TimelineId;
import chat.charla.server.storage.Finding.Kind;
import chat.charla.server.storage.StorageException;
import chat.charla.server.storage.StoredFormat.StoredEvent;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads all events, and replaces each missing or damaged event by a placeholder for a lost event.
 * The rows of the timelines must have been repaired before.
 *
 * <p>The replacement of a damaged event keeps the minute of the damaged event. The replacement of a
 * missing event gets the minute of the next event or, if there is none, the minute of the last
 * observed time. So the minutes of a timeline do not decrease, and retention by age removes no
 * other event early.
 */
final class EntriesCheck {
  private static final int EVENTS_PER_REPORT = 250_000;

  /**
   * The largest number of events that a check replaces, so that the database does not grow without
   * limit.
   */
  private static final long MAX_LOST = 20_000_000;

  private final CheckTransaction transaction;
  private final Map<Long, Timeline> timelines = new HashMap<>();
  private long lost;

  EntriesCheck(CheckTransaction transaction) {
    this.transaction = transaction;
  }

  private static final class Timeline {
    private final long id;
    private final TimelineId name;
    private final long head;

    /** The next sequence that must exist. */
    private long next;

    /** The minute of the last event that exists; see {@link EntryTable#minute}. */
    private @Nullable Long minute;

    Timeline(long id, TimelineId name, long first, long head) {
      this.id = id;
      this.name = name;
      this.next = first;
      this.head = head;
    }
  }

  void run() throws SQLException {
    transaction.execute(
        """
        CREATE TEMP TABLE lost (
          position INTEGER PRIMARY KEY,
          event BLOB NOT NULL,
          minute INTEGER)
        """);
    readTimelines();
    readEntries();
    for (Timeline timeline : timelines.values()) {
      addMissing(timeline, timeline.head + 1, minuteAfter(timeline.minute));
    }
    transaction.execute(
        """
        INSERT OR REPLACE INTO entries (position, event, minute)
        SELECT position, event, minute FROM lost
        """);
    transaction.execute("DROP TABLE lost");
  }

  private void readTimelines() throws SQLException {
    try (ResultSet row =
        transaction.statement("SELECT id, name, first, head FROM timelines").executeQuery()) {
      while (row.next()) {
        long id = row.getLong(1);
        TimelineId name = new TimelineId(row.getString(2));
        timelines.put(id, new Timeline(id, name, row.getLong(3), row.getLong(4)));
      }
    }
  }

  private void readEntries() throws SQLException {
    long events = 0;
    PreparedStatement all =
        transaction.statement("SELECT position, event, minute FROM entries ORDER BY position");
    try (ResultSet row = all.executeQuery()) {
      Timeline timeline = null;
      while (row.next()) {
        long position = row.getLong(1);
        long id = position >> EntryKey.SEQUENCE_BITS;
        if (timeline == null || timeline.id != id) {
          timeline = timelines.get(id);
        }
        if (timeline != null) {
          long stored = row.getLong(3);
          Long minute = row.wasNull() ? null : stored;
          check(timeline, EntryKey.sequence(position), row.getBytes(2), minute);
        }
        events++;
        if (events % EVENTS_PER_REPORT == 0) {
          transaction.progress(events);
        }
      }
    }
  }

  private void check(Timeline timeline, long sequence, byte[] bytes, @Nullable Long minute)
      throws SQLException {
    if (sequence < timeline.next) {
      return; // Retention has trimmed the event, and the server has not deleted it yet.
    }
    addMissing(timeline, sequence, minute);
    StoredEvent event = transaction.format().event(bytes);
    if (event == null || !event.belongsTo(timeline.name, sequence)) {
      transaction.found(Kind.EVENT_DAMAGED, timeline.name, sequence);
      addLost(timeline, sequence, minute);
    }
    timeline.next = sequence + 1;
    timeline.minute = minute;
  }

  /** Adds the missing events before this sequence, if there are any. */
  private void addMissing(Timeline timeline, long sequence, @Nullable Long minute)
      throws SQLException {
    if (timeline.next < sequence) {
      transaction.found(Kind.EVENTS_MISSING, timeline.name, timeline.next, sequence - 1);
      for (; timeline.next < sequence; timeline.next++) {
        addLost(timeline, timeline.next, minute);
      }
    }
  }

  /**
   * The minute for missing events after the newest event: the minute of the last observed time, but
   * not less than the minute of the newest event.
   */
  private @Nullable Long minuteAfter(@Nullable Long last) throws SQLException {
    NumberTable numbers = transaction.tables().numbers();
    Long observedMillis = numbers.find(SqliteClockStore.OBSERVED);
    if (observedMillis == null) {
      return last;
    }
    long observed = EntryTable.minute(observedMillis);
    Long known = last == null ? numbers.find(EntryTable.MINUTE_OF_ENTRIES) : last;
    return known == null ? observed : Math.max(known, observed);
  }

  private void addLost(Timeline timeline, long sequence, @Nullable Long minute)
      throws SQLException {
    lost++;
    if (lost > MAX_LOST) {
      throw new StorageException(
          "More than " + MAX_LOST + " events are missing or damaged",
          "Restore the database from a backup",
          null);
    }
    transaction.execute(
        "INSERT INTO lost (position, event, minute) VALUES (?, ?, ?)",
        EntryKey.of(timeline.id, sequence),
        transaction.format().lostEvent(timeline.name, sequence),
        minute);
  }
}
