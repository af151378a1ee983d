package chat.charla.server.storage.sqlite;

/** Learns how far a copy is. Called on the thread that copies. */
public interface CopyProgress {
  /** Ignores the progress. */
  CopyProgress NONE = (done, total) -> {};

  /**
   * Called now and then while the copy is written, and before it is checked.
   *
   * @param done how much is written, in bytes
   * @param total the approximate size of the copy, in bytes
   */
  void copied(long done, long total);
}
