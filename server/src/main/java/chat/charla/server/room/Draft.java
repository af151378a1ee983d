package chat.charla.server.room;

import chat.charla.v1.Event;
import chat.charla.v1.User;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An accepted post that has no sequences yet.
 *
 * @param event the event, which is complete except for its sequence
 * @param timelines the timelines to which the event is appended; the response to the author has the
 *     sequence in the first of them
 * @param recipient the recipient of a private message, otherwise null
 */
record Draft(Event event, List<Timeline> timelines, @Nullable User recipient) {
  /**
   * How many bytes the storage needs in addition to the event: for the keys of the entry and of the
   * receipt, for the receipt, and for unused space in the pages of the database.
   */
  private static final int OVERHEAD = 256;

  /** About how many bytes the post adds to the disk. */
  long bytes() {
    return (long) timelines.size() * (event.getSerializedSize() + OVERHEAD);
  }
}
