package chat.charla.server.grpc;

/**
 * Counts the memory, in bytes, of data that has arrived for one call and has not been read as a
 * message yet. Not thread-safe.
 */
final class HeldRequests {
  /** The overhead of a DATA frame in memory. */
  static final int FRAME_BYTES = 200;

  /** The length of the prefix of a gRPC message: the compression flag and the message length. */
  private static final int PREFIX_BYTES = 5;

  /**
   * The bytes that have arrived and were not read as a message yet, and the memory that they take.
   */
  private long unread;

  private long unreadHeld;

  /** Counts bytes that have arrived; returns how much more memory is held. */
  long arrived(int bytes) {
    unread += bytes;
    unreadHeld += bytes + FRAME_BYTES;
    return bytes + FRAME_BYTES;
  }

  /**
   * Records that a complete message of this many bytes was passed to the application. Returns the
   * memory that was held for the message.
   */
  long read(long bytes) {
    long part = Math.min(unread, bytes + PREFIX_BYTES);
    long held = unread == 0 ? 0 : unreadHeld * part / unread;
    unread -= part;
    unreadHeld -= held;
    return held;
  }
}
