package chat.charla.server.storage.sqlite;

import chat.charla.server.log.AppendRefusedException;
import chat.charla.server.log.LogUnavailableException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An operation that is submitted to the writer, and the stage that completes with the operation's
 * outcome. The writer's thread owns a write after taking it from the queue.
 *
 * @param <R> the result, not null
 */
final class Write<R> {

  /**
   * The operation to carry out in the transaction.
   *
   * @param <R> the result, not null
   */
  interface Operation<R> {
    /**
     * Reads and writes. To refuse, the operation must throw an {@link AppendRefusedException} and
     * leave no change. Any other exception rolls back the whole transaction.
     */
    R apply(Tables tables) throws SQLException;
  }

  private final Operation<R> operation;
  private final int bytes;
  private final CompletableFuture<R> outcome = new CompletableFuture<>();

  private @Nullable R result;
  private @Nullable AppendRefusedException refusal;

  /**
   * Creates a write.
   *
   * @param bytes the approximate number of bytes that the operation adds
   */
  Write(int bytes, Operation<R> operation) {
    this.bytes = bytes;
    this.operation = operation;
  }

  int bytes() {
    return bytes;
  }

  CompletionStage<R> outcome() {
    return outcome;
  }

  /** Carries out the operation, in a transaction that may fail later. */
  void apply(Tables tables) throws SQLException {
    try {
      result = operation.apply(tables);
    } catch (AppendRefusedException e) {
      refusal = e;
    }
  }

  /** Completes the stage. The transaction must be on disk. */
  void committed() {
    if (refusal != null) {
      outcome.completeExceptionally(refusal);
    } else {
      outcome.complete(result);
    }
  }

  /** Completes the stage with a failure. The transaction must have failed or never have begun. */
  void failed(LogUnavailableException failure) {
    outcome.completeExceptionally(failure);
  }
}
