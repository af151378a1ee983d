package chat.charla.server.storage.sqlite;

import chat.charla.server.log.AppendRefusedException;
import chat.charla.server.log.LogUnavailableException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One operation that is submitted to the writer, and the stage that completes with its outcome. The
 * writer's thread owns it after taking it from the queue.
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
     * Reads and writes, or refuses with {@link AppendRefusedException} before it has written. Any
     * other exception rolls back the whole transaction.
     */
    R apply(Tables tables) throws SQLException;
  }

  private final Operation<R> operation;
  private final int bytes;
  private final CompletableFuture<R> outcome = new CompletableFuture<>();

  private @Nullable R result;
  private @Nullable AppendRefusedException refusal;

  /**
   * A write.
   *
   * @param bytes roughly how much it adds
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

  /** Carries out the operation, in a transaction that may still fail. */
  void apply(Tables tables) throws SQLException {
    try {
      result = operation.apply(tables);
    } catch (AppendRefusedException e) {
      refusal = e;
    }
  }

  /** Called when the transaction is on disk. */
  void committed() {
    if (refusal != null) {
      outcome.completeExceptionally(refusal);
    } else {
      outcome.complete(result);
    }
  }

  /** Called when the transaction has failed or has not begun. */
  void failed(LogUnavailableException failure) {
    outcome.completeExceptionally(failure);
  }
}
