package chat.charla.server.room;

/** The result of a removal of old messages from a timeline. */
enum TrimResult {
  /** The log has removed the messages. */
  DONE,

  /** The removal has failed, although the storage carried out the next write to this timeline. */
  FAILED,

  /**
   * The storage has failed for a time, and works again. The log may have removed some of the
   * messages.
   */
  STORAGE_FAILED
}
