package chat.charla.bench.loop;

/**
 * The protocol of one connection. Called by the loop's thread. The protocol may write its first
 * bytes before the connection is established; they are sent when it is.
 */
public interface Protocol {

  /**
   * Processes received bytes. Bytes that are not consumed are passed again together with the
   * following ones, so a protocol may consume complete units only.
   *
   * @param bytes valid during the call
   * @param from the index of the first byte
   * @param to the index after the last byte
   * @return the index of the first byte that was not consumed
   */
  int received(byte[] bytes, int from, int to);

  /** The server has closed the connection, or it was lost. */
  void closed(String reason);
}
