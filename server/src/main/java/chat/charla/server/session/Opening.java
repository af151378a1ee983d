package chat.charla.server.session;

import chat.charla.server.name.NameRules;
import chat.charla.server.room.Rejection;
import chat.charla.v1.Cursor;
import chat.charla.v1.Open;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a client opens its stream.
 *
 * <p>It may bring tens of thousands of cursors. To fold the names of their rooms takes
 * milliseconds, so that is done once, and not on the core.
 */
final class Opening {
  /** Of a client that says nothing of it. */
  static final Opening DEFAULT = of(Open.getDefaultInstance());

  private final Open open;

  /** By the canonical form of the room. */
  private final Map<String, Cursor> cursors;

  private final @Nullable Rejection fault;

  private Opening(Open open, Map<String, Cursor> cursors, @Nullable Rejection fault) {
    this.open = open;
    this.cursors = cursors;
    this.fault = fault;
  }

  static Opening of(Open open) {
    Map<String, Cursor> cursors = new HashMap<>();
    return new Opening(open, cursors, fault(open, cursors));
  }

  private static @Nullable Rejection fault(Open open, Map<String, Cursor> cursors) {
    if (open.getBacklog() < 0) {
      return Rejection.argument("open.backlog", "negative");
    }
    if (open.getStreamNumber() < 0) {
      return Rejection.argument("open.stream_number", "negative");
    }
    for (Cursor cursor : open.getCursorsList()) {
      if (cursor.getAfterSequence() < 0) {
        return Rejection.argument("open.cursors.after_sequence", "negative");
      }
      if (cursors.put(NameRules.fold(cursor.getRoom()), cursor) != null) {
        return Rejection.argument("open.cursors.room", "two cursors for one timeline");
      }
    }
    return null;
  }

  /** Why it is refused; null if it is not. */
  @Nullable Rejection fault() {
    return fault;
  }

  /** As the client has said it. */
  Open open() {
    return open;
  }

  /**
   * What the client has of a timeline; null if it has not told.
   *
   * @param room in its canonical form; empty for the inbox
   */
  @Nullable Cursor cursor(String room) {
    return cursors.get(room);
  }
}
