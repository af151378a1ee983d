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
   * What the storage needs for an event besides the event: the entry's key, the receipt and its
   * key, and what the pages of a database lose.
   */
  private static final int OVERHEAD = 256;

  /** About how many bytes the post adds to the disk. */
  long bytes() {
    return (long) timelines.size() * (event.getSerializedSize() + OVERHEAD);
  }
}
