package chat.charla.server.storage.sqlite;

import chat.charla.server.log.TimelineId;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Removes an identity's data in two steps. The first step deletes the row with the name of the
 * identity's inbox and the row with the identity's id. After that, the inbox's events and the
 * identity's receipts are unreachable. The second step deletes these events and receipts in
 * batches, each in a transaction that other writes share. So no write waits until a long history is
 * deleted. No transaction has more than one batch, however many identities are being removed.
 * Thread-safe.
 */
final class IdentityRemoval {
  private static final int BATCH = 500;

  private final Writer writer;

  /** Completes when the present sweep ends; null if no sweep runs. Guarded by this object. */
  private @Nullable CompletableFuture<Void> sweeping;

  IdentityRemoval(Writer writer) {
    this.writer = writer;
  }

  /** Removes the data of an identity. The stage completes when all this data is deleted. */
  CompletionStage<Void> forget(String identityId) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    writer
        .submit(0, tables -> discard(identityId, tables))
        .whenComplete(
            (discarded, failure) -> {
              if (failure != null) {
                done.completeExceptionally(failure);
              } else {
                sweep().whenComplete((swept, why) -> complete(done, why));
              }
            });
    return done;
  }

  /**
   * Deletes all discarded data, including data that was left when the server stopped. If a sweep is
   * in progress, that sweep also deletes the data that was discarded after it began. The stage
   * completes when all discarded data is deleted.
   */
  CompletionStage<Void> sweep() {
    CompletableFuture<Void> sweep = new CompletableFuture<>();
    synchronized (this) {
      if (sweeping != null) {
        return sweeping;
      }
      sweeping = sweep;
    }
    sweep(sweep);
    return sweep;
  }

  private void sweep(CompletableFuture<Void> sweep) {
    writer
        .submit(0, IdentityRemoval::sweepBatch)
        .whenComplete(
            (finished, failure) -> {
              if (failure == null && !finished) {
                sweep(sweep);
              } else {
                end(sweep, failure);
              }
            });
  }

  /** Ends the present sweep. Data that is discarded later needs another sweep. */
  private void end(CompletableFuture<Void> sweep, @Nullable Throwable failure) {
    synchronized (this) {
      sweeping = null;
    }
    complete(sweep, failure);
  }

  private static void complete(CompletableFuture<Void> done, @Nullable Throwable failure) {
    if (failure == null) {
      done.complete(null);
    } else {
      done.completeExceptionally(failure);
    }
  }

  private static boolean discard(String identityId, Tables tables) throws SQLException {
    TimelineTable.Row inbox = tables.timelines().find(TimelineId.inbox(identityId));
    if (inbox != null) {
      tables.timelines().delete(inbox.id());
      tables.discarded().insert(DiscardedTable.Kind.TIMELINE, inbox.id());
    }
    Long identity = tables.authors().find(identityId);
    if (identity != null) {
      tables.authors().delete(identity);
      tables.discarded().insert(DiscardedTable.Kind.IDENTITY, identity);
    }
    return inbox != null || identity != null;
  }

  /** Deletes one batch. Returns true if no discarded data was left. */
  private static boolean sweepBatch(Tables tables) throws SQLException {
    DiscardedTable.Row discarded = tables.discarded().next();
    if (discarded == null) {
      return true;
    }
    int deleted =
        switch (discarded.kind()) {
          case TIMELINE -> tables.entries().deleteSome(discarded.id(), BATCH);
          case IDENTITY -> tables.receipts().deleteSome(discarded.id(), BATCH);
        };
    if (deleted < BATCH) {
      tables.discarded().delete(discarded);
    }
    return false;
  }
}
