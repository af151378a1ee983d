package chat.charla.server.grpc;

/**
 * The requests of one call that have arrived at least in part. Counts the memory, in bytes, of data
 * that has not been read as a message yet. Measures for how long no further bytes of an incomplete
 * message have arrived. Times are nanoseconds of one monotonic clock. Not thread-safe.
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

  /** Whether a part of a message has arrived. */
  private boolean receiving;

  /** When the latest bytes arrived. */
  private long receivedAt;

  /** Counts bytes that have arrived; returns how much more memory is held. */
  long arrived(int bytes, long now) {
    receivedAt = now;
    unread += bytes;
    unreadHeld += bytes + FRAME_BYTES;
    return bytes + FRAME_BYTES;
  }

  /** Records that gRPC begins to decode a message, of which some bytes have arrived. */
  void messageBegins(long now) {
    receiving = true;
    receivedAt = now;
  }

  /**
   * Records that a complete message of this many bytes was passed to the application. Returns the
   * memory that was held for the message.
   */
  long messageRead(long bytes) {
    receiving = false;
    long part = Math.min(unread, bytes + PREFIX_BYTES);
    long held = unread == 0 ? 0 : unreadHeld * part / unread;
    unread -= part;
    unreadHeld -= held;
    return held;
  }

  /** Whether only a part of a message has arrived. */
  boolean isReceiving() {
    return receiving;
  }

  /**
   * Whether a message has arrived in part, and no more bytes have arrived for this many
   * nanoseconds.
   */
  boolean hasStopped(long now, long nanos) {
    return receiving && now - receivedAt >= nanos;
  }
}
