package chat.charla.server.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one commit. The log appends all of them or none.
 *
 * @param parts at most one for each timeline
 * @param timeMillis the time of the append, in milliseconds of the clock by which events age; see
 *     {@link MessageLog#appendedSince}
 */
public record Append(List<Part> parts, long timeMillis) {
  public Append {
    parts = List.copyOf(parts);
    if (parts.stream().map(Part::timeline).distinct().count() != parts.size()) {
      throw new IllegalArgumentException("two parts for one timeline");
    }
  }

  /**
   * The addition to one timeline.
   *
   * @param timeline an existing timeline
   * @param expectedHead the head that the caller expects; the entries get the sequences after this
   *     head
   * @param entries at least one, in the order of their sequences
   * @param keepFrom the oldest sequence to keep, or 0 to keep everything; after this commit no read
   *     returns older events
   * @param update the records that change with these entries; null if no record changes; always
   *     null for an inbox
   */
  public record Part(
      TimelineId timeline,
      long expectedHead,
      List<Entry> entries,
      long keepFrom,
      @Nullable RoomUpdate update) {

    /** An addition that changes no record. */
    public Part(TimelineId timeline, long expectedHead, List<Entry> entries, long keepFrom) {
      this(timeline, expectedHead, entries, keepFrom, null);
    }

    public Part {
      if (update != null && !timeline.isRoom()) {
        throw new IllegalArgumentException(timeline + " has no record");
      }
      entries = List.copyOf(entries);
      if (entries.isEmpty()) {
        throw new IllegalArgumentException("nothing to append to " + timeline);
      }
    }

    /** The head after this part is committed. */
    public long newHead() {
      return expectedHead + entries.size();
    }
  }
}
