package chat.charla.server.chat;

import chat.charla.name.NameFold;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.Cursor;
import chat.charla.v1.Open;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Open} of a stream, with its cursors by room.
 *
 * <p>An {@code Open} may have a thousand cursors. Folding the names of the rooms takes
 * milliseconds, so the event loop folds them once, before the core gets the command.
 */
final class OpenCommand {
  /** The {@code Open} that the server assumes if a stream does not begin with one. */
  static final OpenCommand IMPLIED = of(Open.getDefaultInstance());

  /** The memory of a cursor's objects without its texts, rounded up, in bytes. */
  private static final int CURSOR_BYTES = 300;

  /** The client's message without its cursors. */
  private final Open message;

  /** The cursors by the canonical name of the room. */
  private final Map<String, Cursor> cursors;

  private final @Nullable Refusal refusal;

  private OpenCommand(Open message, Map<String, Cursor> cursors, @Nullable Refusal refusal) {
    this.message = message;
    this.cursors = cursors;
    this.refusal = refusal;
  }

  static OpenCommand of(Open open) {
    Map<String, Cursor> cursors = new HashMap<>();
    Refusal refusal = contentRefusal(open, cursors);
    return refusal == null
        ? new OpenCommand(open.toBuilder().clearCursors().build(), cursors, null)
        : refused(refusal);
  }

  /** An {@code Open} that is refused. */
  static OpenCommand refused(Refusal refusal) {
    return new OpenCommand(Open.getDefaultInstance(), Map.of(), refusal);
  }

  private static @Nullable Refusal contentRefusal(Open open, Map<String, Cursor> cursors) {
    if (open.getBacklog() < 0) {
      return Refusal.argument("open.backlog", "must not be negative");
    }
    if (open.getInboxBacklog() < 0) {
      return Refusal.argument("open.inbox_backlog", "must not be negative");
    }
    if (open.getStreamNumber() < 0) {
      return Refusal.argument("open.stream_number", "must not be negative");
    }
    for (Cursor cursor : open.getCursorsList()) {
      if (cursor.getAfterSequence() < 0) {
        return Refusal.argument("open.cursors.after_sequence", "must not be negative");
      }
      if (cursors.put(NameFold.fold(cursor.getRoom()), cursor) != null) {
        return Refusal.argument("open.cursors.room", "two cursors for one timeline");
      }
    }
    return null;
  }

  /** The reason to refuse the command for its content; null if there is none. */
  @Nullable Refusal refusal() {
    return refusal;
  }

  /**
   * The reason to refuse the command for its content or its number of cursors; null if there is
   * none.
   *
   * @param maxCursors the most cursors that the identity may send
   */
  @Nullable Refusal refusal(int maxCursors) {
    return refusal == null && cursors.size() > maxCursors
        ? Refusal.tooManyCursors(maxCursors)
        : refusal;
  }

  /** The client's message without its cursors. */
  Open message() {
    return message;
  }

  /**
   * The client's cursor in a timeline; null if the client has sent none.
   *
   * @param room the name by which the room is stored; empty for the inbox
   */
  @Nullable Cursor cursor(String room) {
    Cursor cursor = cursors.get(room);
    return cursor == null ? cursors.get(NameFold.fold(room)) : cursor;
  }

  /** The memory that the cursors take, in bytes. A byte of a text may take two bytes in memory. */
  long heldBytes() {
    return cursors.entrySet().stream()
        .mapToLong(
            each ->
                CURSOR_BYTES
                    + 2L * each.getKey().length()
                    + 2L * each.getValue().getSerializedSize())
        .sum();
  }
}
