package chat.charla.server.grpc;

import java.util.concurrent.TimeUnit;

/**
 * Tracks whether the peer reads the last data of a call: a unary answer, or the end of a stream.
 * Times are nanoseconds of one monotonic clock. Owned by the event loop, except {@link #end}.
 */
final class AnswerProgress {
  /** A peer must read an answer at least at this average rate, in bytes per second. */
  private static final int MIN_BYTES_PER_SECOND = 4 * 1024;

  private volatile boolean ended;
  private volatile long endedAt;
  private boolean progressed;
  private long progressedAt;
  private long sent;

  /** Records that the server has ended the call. Called once, by any thread. */
  void end(long now) {
    endedAt = now;
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  /**
   * Records the state of the connection. The call makes progress if the server has sent bytes of
   * the call since the last update. It also makes progress if the peer's window for the call is
   * open, and the server has sent other bytes on the connection.
   *
   * @param newSent total of bytes of this call that the server has sent
   * @param open whether the peer's window for this call is open
   * @param connectionSends whether anything was sent on the connection since the last update
   */
  void update(long now, long newSent, boolean open, boolean connectionSends) {
    if (ended && (newSent != sent || (open && connectionSends))) {
      progressed = true;
      progressedAt = now;
    }
    sent = newSent;
  }

  /**
   * Whether the server has ended the call, and the call has made no progress for this many
   * nanoseconds, as of the last update.
   */
  boolean hasStopped(long now, long nanos) {
    return ended && idleNanos(now) >= nanos;
  }

  /**
   * The time without progress since the server has ended the call, in nanoseconds, as of the last
   * update; 0 if the server has not ended the call.
   */
  long idleNanos(long now) {
    return ended ? now - (progressed ? progressedAt : endedAt) : 0;
  }

  /**
   * Whether the peer has stopped reading the answer, or reads it too slowly: it has needed more
   * than {@code nanos} plus the time that {@code bytes} take at the lowest allowed rate.
   */
  boolean isTooSlow(long now, long nanos, long bytes) {
    return hasStopped(now, nanos)
        || (ended
            && now - endedAt >= nanos + TimeUnit.SECONDS.toNanos(bytes / MIN_BYTES_PER_SECOND));
  }
}
