package chat.charla.bench.peer;

/** Who is told each delivery of one room. Called by the loop's thread. */
public interface Deliveries {

  /**
   * A text has reached a reader.
   *
   * @param reader 0 and up
   * @param number the number that the text begins with
   */
  void delivered(int reader, long number);

  /**
   * The server has acknowledged the text with this number. Peers that acknowledge nothing never do.
   */
  default void acknowledged(long number) {}
}
