package chat.charla.bench.loop;

/** Work that is due at certain times. Called by the loop's thread in each iteration. */
@FunctionalInterface
public interface Ticker {

  /**
   * Does the work that is due.
   *
   * @param now the value of {@link System#nanoTime}
   * @return the latest time of the next call
   */
  long tick(long now);
}
