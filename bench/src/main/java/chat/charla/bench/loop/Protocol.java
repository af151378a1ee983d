package chat.charla.bench.loop;

/**
 * What one connection understands. Called by the loop's thread. What is to be said first is written
 * before the connection stands, and waits for that.
 */
public interface Protocol {

  /**
   * Bytes have come. What is not consumed is given again, with what follows it; so a protocol takes
   * whole units only.
   *
   * @param bytes valid during the call
   * @param from the index of the first byte
   * @param to the index after the last byte
   * @return the index of the first byte that is to be given again
   */
  int received(byte[] bytes, int from, int to);

  /** The other side has closed the connection, or it was lost. */
  void closed(String reason);
}
