package chat.charla.bench.loop;

/** Work that is due at certain times. The loop's thread calls it in each iteration. */
@FunctionalInterface
public interface Ticker {

  /**
   * Does the work that is due.
   *
   * @param now the value of {@link System#nanoTime}
   * @return when the next call must be made at the latest, as a value of {@link System#nanoTime}
   */
  long tick(long now);
}
