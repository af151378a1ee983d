package chat.charla.server.grpc;

/**
 * Counts the memory of the requests of one call that gRPC has not yet decoded, and measures how
 * long the next bytes of an incomplete request take to arrive. Times are nanoseconds of one
 * monotonic clock. Not thread-safe.
 */
final class MeteredRequests {
  /** The overhead of a DATA frame in memory. */
  static final int FRAME_BYTES = 200;

  /** The length of the prefix of a gRPC message: the compression flag and the message length. */
  private static final int PREFIX_BYTES = 5;

  /**
   * The number of arrived bytes that gRPC has not decoded yet, and the memory that they take, in
   * bytes.
   */
  private long undecoded;

  private long undecodedMemory;

  /** Whether a part of a message has arrived. */
  private boolean receiving;

  /** When the latest bytes arrived. */
  private long receivedAt;

  /** Counts bytes that have arrived. Returns how many bytes of memory they take. */
  long arrived(int bytes, long now) {
    receivedAt = now;
    undecoded += bytes;
    undecodedMemory += bytes + FRAME_BYTES;
    return bytes + FRAME_BYTES;
  }

  /** Records that gRPC begins to decode a message of which some bytes have arrived. */
  void messageBegins(long now) {
    receiving = true;
    receivedAt = now;
  }

  /**
   * Records that gRPC has passed a complete message of this many bytes to the application. Returns
   * the memory that the bytes took before.
   */
  long messageRead(long bytes) {
    receiving = false;
    long part = Math.min(undecoded, bytes + PREFIX_BYTES);
    long held = undecoded == 0 ? 0 : undecodedMemory * part / undecoded;
    undecoded -= part;
    undecodedMemory -= held;
    return held;
  }

  /** Whether only a part of a message has arrived. */
  boolean isReceiving() {
    return receiving;
  }

  /**
   * Whether only a part of a message has arrived, and no more bytes have arrived for this many
   * nanoseconds.
   */
  boolean hasStopped(long now, long nanos) {
    return receiving && now - receivedAt >= nanos;
  }
}
