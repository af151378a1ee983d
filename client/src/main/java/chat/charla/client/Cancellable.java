package chat.charla.client;

/** A task or call in progress that can be cancelled. */
public interface Cancellable {
  /**
   * Cancels the task or call. Does nothing if it has ended or was cancelled already. Never throws;
   * may be called by any thread.
   */
  void cancel();
}
