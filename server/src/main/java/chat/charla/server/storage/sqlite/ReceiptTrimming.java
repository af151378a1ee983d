package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.StorageListener;
import chat.charla.server.storage.StorageListener.Operation;
import chat.charla.server.storage.sqlite.ReceiptTable.Batch;
import chat.charla.server.storage.sqlite.ReceiptTable.Key;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Removes old receipts, one batch per call; see {@link
 * chat.charla.server.log.MessageLog#removeReceipts}. Receipts are stored in the order of their
 * keys, and an index of their days would take as much space as the receipts. So this class checks
 * all receipts, one after the other. A reader looks for old receipts in the batch. If it finds any,
 * the writer deletes them.
 *
 * <p>If a damaged page cannot be read, the next call continues at a later key. The distance to this
 * key doubles with each failure. So the calls also skip some receipts on sound pages, but hardly
 * more than the damaged pages have. If all reads fail, the calls soon reach the last possible key.
 * If a removal fails, the next call continues after the batch. A pass through all receipts ends
 * early after {@link #MAX_FAILED_REMOVALS} failed removals; the next pass continues there.
 */
final class ReceiptTrimming {
  private static final Logger LOG = System.getLogger(ReceiptTrimming.class.getName());

  /** How many receipts one call checks: about 50 kB of the database. */
  private static final int BATCH = 1000;

  /** The numbers of authors begin with 1. */
  private static final Key BEFORE_ALL = new Key(0, new byte[0]);

  /**
   * The binary logarithm of the distance that the first call after a failure skips. An author with
   * a billion receipts has about one page of receipts in this distance.
   */
  private static final int FIRST_DISTANCE = 40;

  /**
   * A pass ends after this many failed removals. A failed removal makes other writes of the same
   * commit fail, too.
   */
  private static final int MAX_FAILED_REMOVALS = 10;

  private final Writer writer;
  private final Readers readers;
  private final StorageListener listener;

  /** The next call continues after this key. */
  private volatile Key position = BEFORE_ALL;

  /** The binary logarithm of the distance that the next failure skips. */
  private volatile int distance = FIRST_DISTANCE;

  /** How many removals of the present pass through all receipts have failed. */
  private volatile int failedRemovals;

  /** Whether a failure of the present pass through all receipts was logged. */
  private volatile boolean reported;

  ReceiptTrimming(Writer writer, Readers readers, StorageListener listener) {
    this.writer = writer;
    this.readers = readers;
    this.listener = listener;
  }

  CompletionStage<Boolean> next(long timeMillis) {
    Key after = position;
    long day = ReceiptTable.day(timeMillis);
    return readers
        .read(tables -> tables.receipts().readBatch(after, BATCH, day))
        .handle(
            (batch, failure) ->
                failure == null ? delete(after, batch, day) : skipUnreadable(after, failure))
        .thenCompose(Function.identity());
  }

  private CompletionStage<Boolean> delete(Key after, Batch batch, long day) {
    distance = FIRST_DISTANCE;
    Key next = batch.isLast() ? null : batch.last();
    if (!batch.hasOld()) {
      return continueAfter(next);
    }
    return writer
        .submit(
            0,
            tables -> {
              tables.receipts().deleteOld(after, batch.last(), day);
              return batch;
            })
        .handle(
            (deleted, failure) -> {
              if (failure == null) {
                return continueAfter(next);
              }
              failed(failure);
              failedRemovals = failedRemovals + 1;
              return failedRemovals < MAX_FAILED_REMOVALS
                  ? continueAfter(next)
                  : endPassAfter(next);
            })
        .thenCompose(Function.identity());
  }

  private CompletionStage<Boolean> skipUnreadable(Key after, Throwable failure) {
    failed(failure);
    Key next = keyAtDistance(after, distance);
    distance = distance + 1;
    return continueAfter(next);
  }

  /**
   * Makes the next call continue after this key.
   *
   * @param next null after the last receipt, so that the next call begins with the first receipt
   * @return whether the pass ends
   */
  private CompletionStage<Boolean> continueAfter(@Nullable Key next) {
    if (next == null) {
      return endPassAfter(null);
    }
    position = next;
    return CompletableFuture.completedFuture(false);
  }

  /**
   * Ends the pass. The next pass begins after this key, or with the first receipt if the key is
   * null.
   */
  private CompletionStage<Boolean> endPassAfter(@Nullable Key next) {
    reported = false;
    failedRemovals = 0;
    distance = FIRST_DISTANCE;
    position = next == null ? BEFORE_ALL : next;
    return CompletableFuture.completedFuture(true);
  }

  private void failed(Throwable failure) {
    listener.failed(Operation.REMOVE);
    if (!reported) {
      reported = true;
      LOG.log(
          Level.WARNING,
          "Some receipts cannot be read or removed, so the server keeps them, however old they are:"
              + " {0}",
          failure.getMessage());
    }
  }

  /**
   * The key that is 2<sup>{@code exponent}</sup> after another key, if author and the first eight
   * bytes of the hash are regarded as one number; null if there is no such key.
   */
  private static @Nullable Key keyAtDistance(Key key, int exponent) {
    BigInteger number =
        BigInteger.valueOf(key.author())
            .shiftLeft(Long.SIZE)
            .add(new BigInteger(1, Arrays.copyOf(key.hash(), Long.BYTES)))
            .add(BigInteger.ONE.shiftLeft(exponent));
    BigInteger author = number.shiftRight(Long.SIZE);
    return author.bitLength() < Long.SIZE
        ? new Key(
            author.longValue(), ByteBuffer.allocate(Long.BYTES).putLong(number.longValue()).array())
        : null;
  }
}
