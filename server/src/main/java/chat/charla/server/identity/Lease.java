package chat.charla.server.identity;

import chat.charla.server.scheduling.Scheduler.Cancellable;
import org.jspecify.annotations.Nullable;

/** When the lease of an identity's name ends. Only {@link Leases} changes this object. */
final class Lease {
  private long end;
  private @Nullable Cancellable timer;

  /** When the lease ends, on the monotonic clock, unless the identity opens a stream before. */
  long end() {
    return end;
  }

  void setEnd(long nanoTime) {
    end = nanoTime;
  }

  /** The timer that will check whether the lease has ended; null if no check is scheduled. */
  @Nullable Cancellable timer() {
    return timer;
  }

  void setTimer(@Nullable Cancellable scheduled) {
    timer = scheduled;
  }
}
