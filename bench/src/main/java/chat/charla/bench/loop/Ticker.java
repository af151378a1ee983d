package chat.charla.bench.loop;

/** Work that is due at its own times. Called by the loop's thread, at every turn. */
@FunctionalInterface
public interface Ticker {

  /**
   * Does what is due.
   *
   * @param now as {@link System#nanoTime}
   * @return when to be called again at the latest
   */
  long tick(long now);
}
