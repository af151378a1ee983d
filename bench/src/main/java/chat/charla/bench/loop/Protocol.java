package chat.charla.bench.loop;

/**
 * The protocol of one connection. The loop's thread calls it. The protocol may write bytes before
 * the connection is established. The loop sends these bytes when the connection is established.
 */
public interface Protocol {

  /**
   * Processes received bytes. Bytes that are not consumed are passed again, together with the bytes
   * that follow. So a protocol may leave an incomplete unit unconsumed.
   *
   * @param bytes valid only until this method returns
   * @param from the index of the first byte
   * @param to the index after the last byte
   * @return the index of the first byte that was not consumed
   */
  int received(byte[] bytes, int from, int to);

  /** The server has closed the connection, or it was lost. */
  void closed(String reason);
}
