package chat.charla.bench.peer;

/** One author and its readers. Only the loop's thread may use it. */
public interface Room {

  /** Whether {@link Deliveries#acknowledged} is called. */
  boolean acknowledges();

  /**
   * Sends a text with a system call of its own, because real clients do not batch the texts of
   * their users. Several texts in one system call would save some peers most of their work.
   *
   * @param number 0 for the first text, then increasing by one
   * @param size the length of the text in bytes, at least {@link Texts#MIN_SIZE}
   */
  void send(long number, int size);
}
