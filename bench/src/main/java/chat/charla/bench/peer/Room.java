package chat.charla.bench.peer;

/** One sender and those who read it. Owned by the loop's thread. */
public interface Room {

  /** Whether {@link Deliveries#acknowledged} is told. */
  boolean acknowledges();

  /**
   * Sends a text, by a system call of its own: people do not speak in bursts, and a client does not
   * wait for more. Several texts in one call would spare some peers most of their work.
   *
   * @param number 0 for the first one, then one more each time
   * @param size the length of the text in bytes, at least {@link Texts#MIN_SIZE}
   */
  void send(long number, int size);
}
