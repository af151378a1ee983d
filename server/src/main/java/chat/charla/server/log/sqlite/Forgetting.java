package chat.charla.server.log.sqlite;

import chat.charla.server.log.TimelineId;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Removes an identity in two steps. First, with one row each, its inbox and its receipts become
 * unreachable. Then what they consisted of is deleted piece by piece, each in a transaction that
 * other writes share, so that none of them waits for a long history to go.
 */
final class Forgetting {
  private static final int PIECE = 500;

  private final Writer writer;

  Forgetting(Writer writer) {
    this.writer = writer;
  }

  /** Completes when nothing of the identity is left. */
  CompletionStage<Void> forget(String identityId) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    writer
        .submit(0, tables -> discard(identityId, tables))
        .whenComplete(
            (discarded, failure) -> {
              if (failure != null) {
                done.completeExceptionally(failure);
              } else {
                sweep(done);
              }
            });
    return done;
  }

  /** Completes when nothing is left of all that was discarded, now or before the last stop. */
  CompletionStage<Void> sweep() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    sweep(done);
    return done;
  }

  private void sweep(CompletableFuture<Void> done) {
    writer
        .submit(0, Forgetting::sweepPiece)
        .whenComplete(
            (finished, failure) -> {
              if (failure != null) {
                done.completeExceptionally(failure);
              } else if (finished) {
                done.complete(null);
              } else {
                sweep(done);
              }
            });
  }

  private static boolean discard(String identityId, Tables tables) throws SQLException {
    TimelineTable.Row inbox = tables.timelines().find(TimelineId.inbox(identityId));
    if (inbox != null) {
      tables.timelines().delete(inbox.id());
      tables.discarded().insert(DiscardedTable.Kind.TIMELINE, inbox.id());
    }
    Long identity = tables.identities().find(identityId);
    if (identity != null) {
      tables.identities().delete(identity);
      tables.discarded().insert(DiscardedTable.Kind.IDENTITY, identity);
    }
    return inbox != null || identity != null;
  }

  /** Deletes a piece, and says whether nothing was left. */
  private static boolean sweepPiece(Tables tables) throws SQLException {
    DiscardedTable.Row discarded = tables.discarded().next();
    if (discarded == null) {
      return true;
    }
    int deleted =
        switch (discarded.kind()) {
          case TIMELINE -> tables.entries().deleteSome(discarded.id(), PIECE);
          case IDENTITY -> tables.receipts().deleteSome(discarded.id(), PIECE);
        };
    if (deleted < PIECE) {
      tables.discarded().delete(discarded);
    }
    return false;
  }
}
