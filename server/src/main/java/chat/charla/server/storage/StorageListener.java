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
    /** Opens a timeline, and creates it if it is missing. */
    OPEN,
    /** Finds the receipts of sends. */
    LOOKUP,
    /** Reads a page or a chunk of events. */
    READ,
    /**
     * Removes events, receipts or a timeline. Reading receipts to find the old ones counts as well.
     */
    REMOVE,
    /** Writes or removes the record of an identity or invitation, or the time of a mass expiry. */
    IDENTITY
  }

  /**
   * Called when an append is durable.
   *
   * @param events how many events it has added
   * @param nanos the time since it was requested, in nanoseconds
   */
  default void appended(int events, long nanos) {}

  /**
   * Called when a transaction is on disk.
   *
   * @param writes the number of writes in the transaction, at least 1
   */
  default void committed(int writes) {}

  /**
   * Called when an operation has failed. Not called if the log refuses an append, or if the
   * timeline to read does not exist any more.
   */
  default void failed(Operation operation) {}
}
