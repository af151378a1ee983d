package chat.charla.server.delivery;

import chat.charla.server.scheduling.Scheduler;
import java.time.Duration;

/**
 * Decides how long an event loop pauses between two chunks of the log. Without the pauses, readers
 * that are behind would delay live readers, because event loops, log threads and the writer of new
 * messages compete for the same processors. One pacer serves all loops of a server.
 *
 * <p>While live readers get events, a loop spends about a quarter of its time on chunks: after a
 * chunk that took the time t, it pauses for 3 t, but never longer than {@link #MAX_PAUSE}. So
 * readers that are behind keep at least a quarter of their usual speed, however many messages are
 * posted; and live readers lose at most a quarter of the loop's time, however many readers are
 * behind. The time of a chunk includes waiting for a processor and for the disk, so the pauses are
 * longer on a busy machine.
 *
 * <p>If live readers get no durable events, the loop does not pause. The loop also does not pause
 * after events from the {@link Window}, which are at most 256 KiB.
 *
 * <p>Thread-safe.
 */
final class CatchUpPacer {
  /** A loop spends the fraction 1/{@code CHUNK_TIME_DIVISOR} of its time on chunks. */
  static final int CHUNK_TIME_DIVISOR = 4;

  /**
   * The longest pause. Without this limit, a slow disk would cause long pauses, although waiting
   * for the disk uses no processor.
   */
  static final Duration MAX_PAUSE = Duration.ofMillis(20);

  /**
   * How long after an event for live readers the loops still pause. This time is more than a
   * second, so that a room with one message each second causes pauses all the time.
   */
  static final Duration LIVE_TIME = Duration.ofSeconds(2);

  private static final long MAX_PAUSE_NANOS = MAX_PAUSE.toNanos();
  private static final long LIVE_NANOS = LIVE_TIME.toNanos();

  private final Scheduler clock;
  private volatile long lastEvent;

  /** Creates a pacer that knows of no events yet. */
  CatchUpPacer(Scheduler clock) {
    this.clock = clock;
    this.lastEvent = clock.nanoTime() - LIVE_NANOS;
  }

  /** Called when there is a durable event for at least one live reader. */
  void liveReadersHaveEvent() {
    lastEvent = clock.nanoTime();
  }

  /**
   * The pause after a chunk, in nanoseconds; 0 for none.
   *
   * @param chunkNanos the time from the start of reading the chunk until it was written to its
   *     connection, in nanoseconds
   */
  long pauseNanos(long chunkNanos) {
    if (clock.nanoTime() - lastEvent >= LIVE_NANOS) {
      return 0;
    }
    return Math.min(MAX_PAUSE_NANOS, (CHUNK_TIME_DIVISOR - 1) * chunkNanos);
  }
}
