package chat.charla.server.storage;

import chat.charla.server.log.AppendRefusedException;
import chat.charla.server.storage.StorageListener.Operation;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionStage;

/** Tells a listener which operations have failed. Thread-safe. */
record ReportedFailures(StorageListener listener) {
  /** Reports the operation if its stage fails. Returns the stage. */
  <T> CompletionStage<T> watch(Operation operation, CompletionStage<T> stage) {
    stage.whenComplete(
        (result, failure) -> {
          if (failure != null && !isExpected(operation, failure)) {
            listener.failed(operation);
          }
        });
    return stage;
  }

  /**
   * Whether a storage that works also fails in this way: it refuses an append, or it has no
   * timeline of that name. A client can cause the second failure: it leaves while the server reads
   * pages of its inbox.
   */
  private static boolean isExpected(Operation operation, Throwable failure) {
    return failure instanceof AppendRefusedException
        || (operation == Operation.READ && failure instanceof NoSuchElementException);
  }
}
