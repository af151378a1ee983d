package chat.charla.client;

import chat.charla.v1.Cursor;
import chat.charla.v1.Open;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What outlives every stream: who the client is, how far it has been told, and what has no result
 * yet. A {@link SavedSession} is its picture, by which it outlives the process as well.
 *
 * <p>Owned by the client's {@link Scheduler}.
 */
final class LiveSession {
  final Identity identity;
  final Timelines timelines = new Timelines();
  final Outbox outbox;

  /**
   * Whether the chat server has answered before, in this process or, as the token shows, in an
   * earlier one.
   */
  private boolean serverProven;

  /** The pending messages of an earlier process, in order. Unmodifiable. */
  final List<PendingMessage> restoredMessages;

  /** A new session, or the one that an earlier process has saved. */
  LiveSession(ClientOptions options, Outbox outbox, @Nullable SavedSession saved) {
    this.identity = new Identity(options.name());
    this.outbox = outbox;
    this.serverProven = saved != null && saved.token() != null;
    this.restoredMessages =
        saved == null ? Collections.emptyList() : Collections.unmodifiableList(restore(saved));
  }

  boolean isServerProven() {
    return serverProven;
  }

  /** The chat server has answered. */
  void proveServer() {
    serverProven = true;
  }

  /** How the next stream begins. */
  Open nextOpen(ClientOptions options) {
    Open.Builder open =
        Open.newBuilder()
            .setStreamNumber(identity.nextStreamNumber(options.wallClock()))
            .addAllCursors(timelines.cursors())
            // Half-close is only ever sent by drain(), and this is what it means there.
            .setDrainOnHalfClose(true);
    if (timelines.isEmpty()) {
      open.setBacklog(options.backlog());
    }
    return open.build();
  }

  /** The identity has ended: removes its token, cursors and messages. */
  void forget() {
    outbox.abandonMessages();
    timelines.clear();
    identity.forget();
  }

  SavedSession snapshot() {
    SavedSession.Builder saved = SavedSession.builder();
    identity.saveTo(saved);
    for (Cursor cursor : timelines.cursors()) {
      saved.addCursor(cursor.getRoom(), cursor.getEpoch(), cursor.getAfterSequence());
    }
    outbox.saveTo(saved);
    return saved.build();
  }

  private List<PendingMessage> restore(SavedSession saved) {
    identity.restore(saved);
    saved.cursors().forEach(timelines::restore);
    return outbox.restore(saved);
  }
}
