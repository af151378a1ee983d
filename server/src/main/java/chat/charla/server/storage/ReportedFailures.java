package chat.charla.server.storage;

import chat.charla.server.log.AppendRefusedException;
import chat.charla.server.storage.StorageListener.Operation;
import java.util.concurrent.CompletionStage;

/** Tells a listener which operations have failed. Thread-safe. */
record ReportedFailures(StorageListener listener) {
  /** Watches an operation. Returns its stage. */
  <T> CompletionStage<T> of(Operation operation, CompletionStage<T> stage) {
    stage.whenComplete(
        (result, failure) -> {
          if (failure != null && !(failure instanceof AppendRefusedException)) {
            listener.failed(operation);
          }
        });
    return stage;
  }
}
