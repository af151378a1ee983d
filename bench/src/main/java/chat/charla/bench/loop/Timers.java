package chat.charla.bench.loop;

/** Runs tasks at given times. Not thread-safe. */
public interface Timers {

  /** The present time, like {@link System#nanoTime}. */
  long now();

  /**
   * Runs the task once, not before this time. Never runs it within this call.
   *
   * @param due a value like that of {@link #now}; it may be in the past
   */
  void at(long due, Runnable task);
}
