package chat.charla.server.storage.sqlite;

import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Removes the oldest events of a timeline, and finds the events that are old enough to be removed.
 */
final class Trimming {
  /**
   * The largest number of events that one write deletes, beyond the number of events that it adds.
   * So no write takes long. Later writes to the timeline delete the rest.
   */
  private static final int MAX_DELETED = 1000;

  private Trimming() {}

  /**
   * Removes events before this sequence, on the writer's thread. Returns the timeline's new tail;
   * empty if there is no such timeline. The oldest kept sequence moves only past events that this
   * method has deleted. {@link #trimForAppend} may leave events before the oldest kept sequence,
   * which no read returns. This method deletes them as well, if the caller repeats it often enough.
   */
  static Optional<Tail> trim(TimelineId timeline, long keepFrom, Tables tables)
      throws SQLException {
    TimelineTable.Row row = tables.timelines().find(timeline);
    if (row == null) {
      return Optional.empty();
    }
    Tail tail = row.tail();
    long wanted = Math.min(keepFrom, tail.head() + 1);
    if (wanted <= tail.first()) {
      return Optional.of(tail);
    }
    int deleted = tables.entries().deleteBefore(row.id(), wanted, MAX_DELETED);
    long first = wanted;
    if (deleted == MAX_DELETED) {
      long oldest = tables.entries().oldest(row.id(), wanted);
      first = Math.max(tail.first(), oldest);
    }
    tables.timelines().update(row.id(), first, tail.head());
    return Optional.of(new Tail(tail.epoch(), first, tail.head()));
  }

  /**
   * As a part of an append, deletes at least some of the events before {@code keepFrom}. Returns
   * the new oldest kept sequence, which the caller must store. Some earlier events may remain, but
   * no read returns them.
   *
   * @param timeline the timeline before the write
   * @param head the head after the write
   * @param added how many events the write adds
   */
  static long trimForAppend(
      TimelineTable.Row timeline, long head, long keepFrom, int added, Tables tables)
      throws SQLException {
    long first = timeline.tail().first();
    long wanted = Math.min(keepFrom, head + 1);
    if (wanted <= first) {
      return first;
    }
    tables.entries().deleteBefore(timeline.id(), wanted, MAX_DELETED + added);
    return wanted;
  }

  /** See {@link chat.charla.server.log.MessageLog#appendedSince}. */
  static long appendedSince(TimelineTable.Row timeline, long timeMillis, Tables tables)
      throws SQLException {
    long minute = EntryTable.minute(timeMillis);
    long first = timeline.tail().first();
    long end = timeline.tail().head() + 1;
    // Usually no event is older, so check the oldest event first.
    if (first == end || tables.entries().minuteOf(timeline.id(), first) >= minute) {
      return first;
    }
    long low = first + 1;
    long high = end;
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (tables.entries().minuteOf(timeline.id(), middle) >= minute) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
