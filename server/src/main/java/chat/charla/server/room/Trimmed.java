package chat.charla.server.room;

/** How the removal of old messages from a timeline has ended. */
enum Trimmed {
  /** The messages are removed. */
  DONE,

  /** The removal has failed, although the storage carried out the next write to this timeline. */
  FAILED,

  /** The storage failed for a time, and works again. Some messages may be removed. */
  STORAGE_FAILED
}
