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
          if (failure != null && !isAnswer(operation, failure)) {
            listener.failed(operation);
          }
        });
    return stage;
  }

  /**
   * Whether the failure is an answer of a storage that works: the append was refused, or the
   * timeline to read does not exist. A client can cause the latter, by leaving while pages of its
   * inbox wait to be read.
   */
  private static boolean isAnswer(Operation operation, Throwable failure) {
    return failure instanceof AppendRefusedException
        || (operation == Operation.READ && failure instanceof NoSuchElementException);
  }
}
