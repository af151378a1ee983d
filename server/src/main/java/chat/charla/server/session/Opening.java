package chat.charla.server.session;

import chat.charla.server.name.NameRules;
import chat.charla.server.room.Rejection;
import chat.charla.v1.Cursor;
import chat.charla.v1.Open;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Open} of a stream, with its cursors by room.
 *
 * <p>It may have tens of thousands of cursors. Folding the names of their rooms takes milliseconds,
 * so that is done once, and not on the core.
 */
final class Opening {
  /** The opening of a stream whose first command is not an {@code Open}. */
  static final Opening DEFAULT = of(Open.getDefaultInstance());

  private final Open open;

  /** The cursors by the canonical name of the room. */
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
      return Rejection.argument("open.backlog", "must not be negative");
    }
    if (open.getStreamNumber() < 0) {
      return Rejection.argument("open.stream_number", "must not be negative");
    }
    for (Cursor cursor : open.getCursorsList()) {
      if (cursor.getAfterSequence() < 0) {
        return Rejection.argument("open.cursors.after_sequence", "must not be negative");
      }
      if (cursors.put(NameRules.fold(cursor.getRoom()), cursor) != null) {
        return Rejection.argument("open.cursors.room", "two cursors for one timeline");
      }
    }
    return null;
  }

  /** The reason to refuse the opening; null if there is none. */
  @Nullable Rejection fault() {
    return fault;
  }

  /** The message of the client. */
  Open open() {
    return open;
  }

  /**
   * The client's cursor in a timeline; null if it has sent none.
   *
   * @param room the room's canonical name; empty for the inbox
   */
  @Nullable Cursor cursor(String room) {
    return cursors.get(room);
  }
}
