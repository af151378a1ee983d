package chat.charla.server.grpc;

import java.util.concurrent.TimeUnit;

/**
 * Whether the peer takes the last that it is told: an answer, or the end of a stream. Times are
 * nanoseconds of one monotonic clock. Owned by the event loop, but for {@link #end}.
 */
final class AnswerProgress {
  /** A peer that takes fewer bytes in a second on average does not mean to have the answer. */
  private static final int SLOWEST = 4 * 1024;

  private volatile boolean ended;
  private volatile long endedAt;
  private boolean taken;
  private long takenAt;
  private long left;

  /** The server has said its last. May be called by any thread, once. */
  void end(long now) {
    endedAt = now;
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  /**
   * Looks at the connection. The peer takes the call if some bytes of it have left since the last
   * look, or if its window is open and something else has left on the connection.
   *
   * @param newLeft how many bytes of this call have left in all
   * @param open whether the peer's window for this call is open
   * @param moves whether anything has left on the connection since this was last called
   */
  void look(long now, long newLeft, boolean open, boolean moves) {
    if (ended && (newLeft != left || (open && moves))) {
      taken = true;
      takenAt = now;
    }
    left = newLeft;
  }

  /** Whether nothing was taken for so many nanoseconds, as of the last look. */
  boolean hasStopped(long now, long nanos) {
    return ended && idleNanos(now) >= nanos;
  }

  /** For how long nothing was taken, as of the last look, since the server has said its last. */
  long idleNanos(long now) {
    return ended ? now - (taken ? takenAt : endedAt) : 0;
  }

  /** The same, or too little of so many bytes since the server has said its last. */
  boolean isTooSlow(long now, long nanos, long bytes) {
    return hasStopped(now, nanos)
        || (ended && now - endedAt >= nanos + TimeUnit.SECONDS.toNanos(bytes / SLOWEST));
  }
}
