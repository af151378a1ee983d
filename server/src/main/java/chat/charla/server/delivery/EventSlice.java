package chat.charla.server.delivery;

/**
 * A run of whole events, each framed as an element of {@code EventBatch.events}: the body of one
 * batch, ready to be copied out.
 *
 * @param bytes shared with other readers; nobody changes them between {@code from} and {@code to}
 * @param from the index of the first byte
 * @param to the index after the last byte
 */
public record EventSlice(byte[] bytes, int from, int to) {

  /** How many bytes it has. */
  public int length() {
    return to - from;
  }
}
