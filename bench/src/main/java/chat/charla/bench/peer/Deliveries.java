package chat.charla.bench.peer;

/** Receives the deliveries of one room. The loop's thread calls it. */
public interface Deliveries {

  /**
   * A text was delivered to a reader.
   *
   * @param reader the reader's index, from 0
   * @param number the number at the beginning of the text
   */
  void delivered(int reader, long number);

  /**
   * The server has acknowledged the text with this number. Not called for peers without
   * acknowledgements.
   */
  default void acknowledged(long number) {}
}
