package chat.charla.server.identity;

import chat.charla.server.scheduling.Scheduler.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * When an identity was last seen, and when the lease of its name ends. Only {@link Leases} changes
 * this object. Owned by the core.
 */
final class Lease {
  private long lastSeen;
  private long end;
  private @Nullable Cancellable timer;
  private boolean storesLastSeen;

  /**
   * Creates a lease that has not started.
   *
   * @param lastSeen when the identity was last seen, on the monotonic clock
   */
  Lease(long lastSeen) {
    this.lastSeen = lastSeen;
  }

  /**
   * When the identity was last seen, on the monotonic clock. The wall clock is not used, because it
   * may be changed.
   */
  long lastSeen() {
    return lastSeen;
  }

  void lastSeen(long nanoTime) {
    lastSeen = nanoTime;
  }

  /**
   * When the lease ends, on the monotonic clock, unless the identity opens a stream before then.
   */
  long end() {
    return end;
  }

  void end(long nanoTime) {
    end = nanoTime;
  }

  /** The timer that will check whether the lease has ended; null if no check is scheduled. */
  @Nullable Cancellable timer() {
    return timer;
  }

  void timer(@Nullable Cancellable scheduled) {
    timer = scheduled;
  }

  /** Whether the time at which the identity was last seen is being stored. */
  boolean storesLastSeen() {
    return storesLastSeen;
  }

  void storesLastSeen(boolean begun) {
    storesLastSeen = begun;
  }
}
