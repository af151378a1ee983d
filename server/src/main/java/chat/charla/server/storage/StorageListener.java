package chat.charla.server.storage;

/**
 * Receives reports about the work of a storage, for metrics. The methods are called on threads of
 * the storage, and must not block or throw.
 */
public interface StorageListener {
  /** Ignores everything. */
  StorageListener NONE = new StorageListener() {};

  /** The kinds of operations. */
  enum Operation {
    /** Adds events. */
    APPEND,
    /** Creates a timeline, or writes to get its tail. */
    OPEN,
    /** Finds the receipts of sends. */
    LOOKUP,
    /** Reads a page or a chunk of events. */
    READ,
    /**
     * Removes events, receipts or a timeline. Reading the receipts that may have to be removed
     * counts as well.
     */
    REMOVE,
    /** Changes or removes the record of an identity. */
    IDENTITY
  }

  /**
   * Called when an append is durable.
   *
   * @param events how many events it has added
   * @param nanos the time since it was requested, in nanoseconds
   */
  default void appended(int events, long nanos) {}

  /** Called when a transaction is on disk. It has this many writes, at least 1. */
  default void committed(int writes) {}

  /**
   * Called when an operation has failed. An append that the log refuses does not count as failed,
   * nor does reading a timeline that no longer exists.
   */
  default void failed(Operation operation) {}
}
