package chat.charla.server.grpc;

/**
 * Counts the bytes sent on an HTTP/2 stream, or on all streams of a connection. The current window
 * size alone does not tell how many bytes were sent: it stays zero while more bytes wait than the
 * peer allows. Owned by the event loop.
 */
final class SendWindow {
  private long added;

  /** Records that the peer has enlarged the window by this many bytes. */
  void added(int bytes) {
    added += bytes;
  }

  /**
   * The total of bytes sent.
   *
   * @param initial the initial window size that the peer has set
   * @param now the current window size
   */
  long sent(int initial, int now) {
    return added + initial - now;
  }
}
