package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.sqlite.ReceiptTable.Key;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Removes old receipts, some at a time; see {@link
 * chat.charla.server.log.MessageLog#removeReceipts}. Receipts are stored in the order of their
 * keys, and an index of their days would take as much space as the receipts. So this class checks
 * all receipts. A reader finds out whether there are old receipts. Only then does the writer delete
 * them.
 */
final class ReceiptTrimming {
  /** How many receipts one call checks: about 50 kB of the database. */
  private static final int PIECE = 1000;

  private static final Key BEFORE_ALL = new Key(Long.MIN_VALUE, new byte[0]);

  private final Writer writer;
  private final Readers readers;

  /** The last receipt that a call has checked. */
  private volatile Key position = BEFORE_ALL;

  ReceiptTrimming(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  CompletionStage<Boolean> next(long timeMillis) {
    Key after = position;
    long day = ReceiptTable.day(timeMillis);
    return readers
        .read(tables -> tables.receipts().lookForOld(after, PIECE, day))
        .thenCompose(
            piece ->
                piece.hasOld()
                    ? writer.submit(
                        0,
                        tables -> {
                          tables.receipts().deleteOld(after, piece.last(), day);
                          return piece;
                        })
                    : CompletableFuture.completedFuture(piece))
        .thenApply(
            piece -> {
              position = piece.isLast() ? BEFORE_ALL : piece.last();
              return piece.isLast();
            });
  }
}
