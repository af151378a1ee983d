package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.StorageListener;
import chat.charla.server.storage.StorageListener.Operation;
import chat.charla.server.storage.sqlite.ReceiptTable.Key;
import chat.charla.server.storage.sqlite.ReceiptTable.Piece;
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
 * Removes old receipts, some at a time; see {@link
 * chat.charla.server.log.MessageLog#removeReceipts}. Receipts are stored in the order of their
 * keys, and an index of their days would take as much space as the receipts. So this class checks
 * all receipts. A reader finds out whether there are old receipts. Only then does the writer delete
 * them.
 *
 * <p>If a damaged page prevents reading, the next call continues at a later key. The distance to
 * this key doubles with each failure. So the calls also leave out receipts of pages that are not
 * damaged, but hardly more receipts than the damaged pages have. If the whole storage fails, the
 * calls soon reach the last possible key. If a removal fails, the next call continues after its
 * receipts. A pass ends after {@link #MAX_FAILED_REMOVALS} failed removals; the next pass continues
 * there.
 */
final class ReceiptTrimming {
  private static final Logger LOG = System.getLogger(ReceiptTrimming.class.getName());

  /** How many receipts one call checks: about 50 kB of the database. */
  private static final int PIECE = 1000;

  /** The numbers of authors begin with 1. */
  private static final Key BEFORE_ALL = new Key(0, new byte[0]);

  /**
   * The binary logarithm of the first distance from a key that cannot be read to the next key to
   * try. An author with a billion receipts has about a page of receipts in this distance.
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

  /** The last receipt that a call has checked. */
  private volatile Key position = BEFORE_ALL;

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
        .read(tables -> tables.receipts().lookForOld(after, PIECE, day))
        .handle(
            (piece, failure) ->
                failure == null ? delete(after, piece, day) : skipUnreadable(after, failure))
        .thenCompose(Function.identity());
  }

  private CompletionStage<Boolean> delete(Key after, Piece piece, long day) {
    distance = FIRST_DISTANCE;
    Key next = piece.isLast() ? null : piece.last();
    if (!piece.hasOld()) {
      return continueAfter(next);
    }
    return writer
        .submit(
            0,
            tables -> {
              tables.receipts().deleteOld(after, piece.last(), day);
              return piece;
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
    Key next = farther(after, distance);
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
  private static @Nullable Key farther(Key key, int exponent) {
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
