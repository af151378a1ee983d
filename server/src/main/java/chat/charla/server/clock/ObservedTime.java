package chat.charla.server.clock;

import chat.charla.server.scheduling.Scheduler;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The time by which identities and messages age: the time that the server has run, by the monotonic
 * clock, and at most {@link #MAX_STOP} of each stop. Jumps of the wall clock while the server runs
 * do not count, nor does the time for which the machine is suspended. Observed time never goes back
 * while the server runs. If the server is killed, the time since the last stored mark counts as a
 * part of the stop.
 *
 * <p>Observed time is represented in milliseconds since 1970, because it began with the time of the
 * wall clock. Usually it is earlier than the wall clock, by the time that was not counted. So it
 * may be compared only with observed times, never with the time of an event.
 *
 * <p>All methods are safe for use by several threads once {@link #begin} has returned.
 */
public final class ObservedTime {
  /** The largest part of the time between a stop and the next start that counts. */
  public static final Duration MAX_STOP = Duration.ofDays(1);

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Scheduler core;
  private final InstantSource wallClock;
  private long originMillis;
  private long originNanos;

  /**
   * Creates a clock that has not begun.
   *
   * @param core its monotonic clock measures the time that the server runs
   */
  public ObservedTime(Scheduler core, InstantSource wallClock) {
    this.core = core;
    this.wallClock = wallClock;
  }

  /**
   * Continues from the last mark of an earlier run. Must be called once, before all other methods.
   *
   * @return how long the server was down by the wall clock; negative if the clock is earlier than
   *     at the mark
   */
  public Duration begin(ClockMark last) {
    long downMillis = wallClock.millis() - last.wallMillis();
    originNanos = core.nanoTime();
    originMillis = last.observedMillis() + Math.max(0, Math.min(downMillis, MAX_STOP.toMillis()));
    return Duration.ofMillis(downMillis);
  }

  /** Now, in milliseconds. */
  public long millis() {
    return millisAt(core.nanoTime());
  }

  /** The observed time at this time of the monotonic clock. */
  public long millisAt(long nanoTime) {
    return originMillis + Math.floorDiv(nanoTime - originNanos, NANOS_PER_MILLI);
  }

  /** The time of the monotonic clock at this observed time; not later than now. */
  public long nanoTimeAt(long millis) {
    long now = core.nanoTime();
    long ago = now - (originNanos + (millis - originMillis) * NANOS_PER_MILLI);
    return now - Math.max(0, ago);
  }

  /** The present times of both clocks. */
  ClockMark mark() {
    return new ClockMark(wallClock.millis(), millis());
  }
}
