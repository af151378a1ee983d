package chat.charla.server.grpc;

/**
 * Counts what has left of a stream of HTTP/2, or of all of a connection's, in bytes. That cannot be
 * seen from the window as it is: where the peer allows less than there is to send, the window is
 * used up each time. Owned by the event loop.
 */
final class SendWindow {
  private long added;

  /** The peer has made the window so many bytes larger. */
  void added(int bytes) {
    added += bytes;
  }

  /**
   * How many bytes have left in all.
   *
   * @param initial how large the peer says that a window is at first
   * @param now how large it is
   */
  long left(int initial, int now) {
    return added + initial - now;
  }
}
