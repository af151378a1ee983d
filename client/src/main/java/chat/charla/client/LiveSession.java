package chat.charla.client;

import chat.charla.v1.Cursor;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.Open;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state that outlives a stream: the identity, the cursors, and the commands without a result. A
 * {@link SavedSession} is a snapshot of this state. The snapshot also outlives the process.
 *
 * <p>The client's {@link Scheduler} owns this object.
 */
final class LiveSession {
  /** The edition of the contract that this library implements ("Evolution"). */
  private static final int EDITION = 2;

  final Identity identity;
  final Cursors cursors = new Cursors();
  final Outbox outbox;

  /**
   * Whether the chat server has answered before: in this process or, as a saved token shows, in an
   * earlier one.
   */
  private boolean serverAnswered;

  /** The pending messages of an earlier process, in order. Unmodifiable. */
  final List<PendingMessage> restoredMessages;

  /** A new session, or the one that an earlier process has saved. */
  LiveSession(ClientOptions options, Outbox outbox, @Nullable SavedSession saved) {
    this.identity = new Identity(options.name());
    this.outbox = outbox;
    this.serverAnswered = saved != null && saved.token() != null;
    this.restoredMessages =
        saved == null ? Collections.emptyList() : Collections.unmodifiableList(restore(saved));
  }

  boolean hasServerAnswered() {
    return serverAnswered;
  }

  /** The chat server has answered. */
  void setServerAnswered() {
    serverAnswered = true;
  }

  /** The {@code Open} of the next stream. */
  Open nextOpen(ClientOptions options) {
    Open.Builder open =
        Open.newBuilder()
            .setStreamNumber(identity.nextStreamNumber(options.wallClock()))
            .addAllCursors(cursors.toProto())
            // Only drain() half-closes a stream, and the server must then deliver all remaining
            // events.
            .setDrainOnHalfClose(true)
            .setEdition(EDITION);
    if (cursors.isEmpty()) {
      open.setBacklog(options.backlog());
    }
    Integer inboxBacklog = options.inboxBacklog();
    if (inboxBacklog != null && !cursors.hasInbox()) {
      open.setInboxBacklog(inboxBacklog);
    }
    return open.build();
  }

  /** Removes the token, cursors and messages of an identity that has ended. */
  void forget() {
    outbox.abandonMessages();
    cursors.clear();
    identity.forget();
  }

  /**
   * Continues with the session that the server has opened for an account. If the account is the
   * same identity as before, cursors and pending commands stay. If there was no identity, pending
   * messages are sent as the account. If there was another identity, its messages are settled, and
   * the cursor of its inbox is forgotten. The cursors of rooms stay, because a room is the same
   * timeline for every identity.
   */
  void signedIn(JoinResponse response) {
    if (identity.exists() && !identity.isUser(response.getSelf())) {
      outbox.abandonMessages();
      cursors.forgetInbox();
    }
    identity.signedIn(response.getSessionToken(), response.getSelf());
  }

  /**
   * Takes a snapshot.
   *
   * @param closed whether the client is closed, so that it sends nothing after the snapshot
   */
  SavedSession snapshot(boolean closed) {
    SavedSession.Builder saved = SavedSession.builder();
    identity.saveTo(saved);
    for (Cursor cursor : cursors.toProto()) {
      saved.addCursor(cursor.getRoom(), cursor.getEpoch(), cursor.getAfterSequence());
    }
    outbox.saveTo(saved, closed);
    return saved.build();
  }

  private List<PendingMessage> restore(SavedSession saved) {
    identity.restore(saved);
    saved.cursors().forEach(cursors::restore);
    return outbox.restore(saved);
  }
}
