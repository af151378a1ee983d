package chat.charla.server.storage.sqlite;

/** Receives the progress of a copy. Called on the thread that copies. */
public interface CopyProgress {
  /** Ignores the progress. */
  CopyProgress NONE = (done, total) -> {};

  /**
   * Called repeatedly while the copy is written, and once more before it is checked.
   *
   * @param done how much is written, in bytes
   * @param total the approximate size of the copy, in bytes
   */
  void copied(long done, long total);
}
