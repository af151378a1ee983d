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

/**
 * Reads all events, and puts an event that stands for a lost one in the place of each event that is
 * missing or damaged. The rows of the timelines must have been repaired before.
 */
final class EntriesCheck {
  private static final int PROGRESS = 250_000;

  /** So many events are replaced at most, so that the database does not grow without limit. */
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

    Timeline(long id, TimelineId name, long first, long head) {
      this.id = id;
      this.name = name;
      this.next = first;
      this.head = head;
    }
  }

  void run() throws SQLException {
    transaction.execute(
        "CREATE TEMP TABLE lost (position INTEGER PRIMARY KEY, event BLOB NOT NULL)");
    readTimelines();
    readEntries();
    for (Timeline timeline : timelines.values()) {
      missing(timeline, timeline.head + 1);
    }
    transaction.execute("INSERT OR REPLACE INTO entries SELECT position, event FROM lost");
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
        transaction.statement("SELECT position, event FROM entries ORDER BY position");
    try (ResultSet row = all.executeQuery()) {
      Timeline timeline = null;
      while (row.next()) {
        long position = row.getLong(1);
        long id = position >> EntryKey.SEQUENCE_BITS;
        if (timeline == null || timeline.id != id) {
          timeline = timelines.get(id);
        }
        if (timeline != null) {
          check(timeline, EntryKey.sequence(position), row.getBytes(2));
        }
        events++;
        if (events % PROGRESS == 0) {
          transaction.progress(events);
        }
      }
    }
  }

  private void check(Timeline timeline, long sequence, byte[] bytes) throws SQLException {
    if (sequence < timeline.next) {
      return; // Retention has trimmed it, and the server has not deleted it yet.
    }
    missing(timeline, sequence);
    StoredEvent event = transaction.format().event(bytes);
    if (event == null || !event.belongsTo(timeline.name, sequence)) {
      transaction.found(Kind.EVENT_DAMAGED, timeline.name, sequence);
      addLost(timeline, sequence);
    }
    timeline.next = sequence + 1;
  }

  /** Notes that the events before this sequence are missing, if they are. */
  private void missing(Timeline timeline, long sequence) throws SQLException {
    if (timeline.next < sequence) {
      transaction.found(Kind.EVENTS_MISSING, timeline.name, timeline.next, sequence - 1);
      for (; timeline.next < sequence; timeline.next++) {
        addLost(timeline, timeline.next);
      }
    }
  }

  private void addLost(Timeline timeline, long sequence) throws SQLException {
    lost++;
    if (lost > MAX_LOST) {
      throw new StorageException(
          "More than " + MAX_LOST + " events are missing or damaged",
          "Restore the database from a backup",
          null);
    }
    transaction.execute(
        "INSERT INTO lost (position, event) VALUES (?, ?)",
        EntryKey.of(timeline.id, sequence),
        transaction.format().lostEvent(timeline.name, sequence));
  }
}
