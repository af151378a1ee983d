package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.sqlite.CopyException.Reason;

/** A request to stop a backup or restore. Thread-safe. */
final class Cancellation {
  private volatile boolean requested;

  void request() {
    requested = true;
  }

  boolean isRequested() {
    return requested;
  }

  /**
   * Throws {@link CopyException} with the reason CANCELLED if the operator has requested the stop.
   */
  void check() throws CopyException {
    if (requested) {
      throw new CopyException(Reason.CANCELLED);
    }
  }
}
