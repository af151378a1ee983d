package chat.charla.server.identity;

import chat.charla.server.scheduling.Scheduler.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * When an identity was last seen, and when the lease of its name ends. Changed by {@link Leases}
 * only; owned by the core.
 */
final class Lease {
  private long lastSeen;
  private long end;
  private @Nullable Cancellable timer;
  private boolean storesLastSeen;

  /**
   * A lease that has not started.
   *
   * @param lastSeen when the identity was last seen, on the monotonic clock
   */
  Lease(long lastSeen) {
    this.lastSeen = lastSeen;
  }

  /**
   * When its identity was last seen, on the monotonic clock, because the wall clock may be changed.
   */
  long lastSeen() {
    return lastSeen;
  }

  void lastSeen(long nanoTime) {
    lastSeen = nanoTime;
  }

  /** When it ends, on the monotonic clock, unless its identity opens a stream. */
  long end() {
    return end;
  }

  void end(long nanoTime) {
    end = nanoTime;
  }

  /** The timer that will check whether it has ended; null if no check is scheduled. */
  @Nullable Cancellable timer() {
    return timer;
  }

  void timer(@Nullable Cancellable scheduled) {
    timer = scheduled;
  }

  /** Whether the time at which its identity was last seen is being stored. */
  boolean storesLastSeen() {
    return storesLastSeen;
  }

  void storesLastSeen(boolean begun) {
    storesLastSeen = begun;
  }
}
