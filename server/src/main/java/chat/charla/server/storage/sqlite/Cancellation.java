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

  /** Throws the exception that says so if the operator wants the program to stop. */
  void check() throws CopyException {
    if (requested) {
      throw new CopyException(Reason.CANCELLED);
    }
  }
}
