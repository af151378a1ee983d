package chat.charla.server.log.sqlite;

import chat.charla.server.log.AppendRefusedException;
import chat.charla.server.log.LogUnavailableException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One operation on its way through the writer, and the stage that tells its outcome. The writer's
 * thread owns it once it has been taken from the queue.
 *
 * @param <R> the result, not null
 */
final class Write<R> {

  /**
   * What to do in the transaction.
   *
   * @param <R> the result, not null
   */
  interface Operation<R> {
    /**
     * Reads and writes, or refuses with {@link AppendRefusedException} before it has written.
     * Whatever else is thrown undoes the whole transaction.
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
   * @param bytes how much it adds, roughly
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

  /** Carries it out, in a transaction that may yet fail. */
  void apply(Tables tables) throws SQLException {
    try {
      result = operation.apply(tables);
    } catch (AppendRefusedException e) {
      refusal = e;
    }
  }

  /** The transaction is on disk. */
  void committed() {
    if (refusal != null) {
      outcome.completeExceptionally(refusal);
    } else {
      outcome.complete(result);
    }
  }

  /** The transaction failed, or never began. */
  void failed(LogUnavailableException failure) {
    outcome.completeExceptionally(failure);
  }
}
