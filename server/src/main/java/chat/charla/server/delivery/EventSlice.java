package chat.charla.server.delivery;

/**
 * Consecutive events as the body of one {@code EventBatch}. The bytes of each event already have
 * the frame of an element of {@code EventBatch.events}, so the sender only copies them.
 *
 * @param bytes shared with other readers; the range between {@code from} and {@code to} never
 *     changes
 * @param from the index of the first byte
 * @param to the index after the last byte
 */
public record EventSlice(byte[] bytes, int from, int to) {

  /** The number of bytes. */
  public int length() {
    return to - from;
  }
}
