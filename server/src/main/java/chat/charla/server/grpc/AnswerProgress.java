package chat.charla.server.grpc;

import java.util.concurrent.TimeUnit;

/**
 * Tracks whether the peer reads the last data of a call: a unary answer, or the end of a stream.
 * Times are nanoseconds of one monotonic clock. Owned by the event loop, except {@link #end}.
 */
final class AnswerProgress {
  /** The lowest average rate at which a peer must read an answer, in bytes per second. */
  private static final int MIN_BYTES_PER_SECOND = 4 * 1024;

  private volatile boolean ended;
  private volatile long endedAt;
  private boolean hasProgressed;
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
   * @param newSent how many bytes of this call the server has sent in total
   * @param open whether the peer's window for this call is open
   * @param connectionSends whether the server has sent anything on the connection since the last
   *     update
   */
  void update(long now, long newSent, boolean open, boolean connectionSends) {
    if (ended && (newSent != sent || (open && connectionSends))) {
      hasProgressed = true;
      progressedAt = now;
    }
    sent = newSent;
  }

  /**
   * Whether the server has ended the call, and the call has made no progress for this many
   * nanoseconds since. The result is as of the last update.
   */
  boolean hasStopped(long now, long nanos) {
    return ended && idleNanos(now) >= nanos;
  }

  /**
   * How long the call has made no progress since the server ended it, in nanoseconds, as of the
   * last update; 0 if the server has not ended the call.
   */
  long idleNanos(long now) {
    return ended ? now - (hasProgressed ? progressedAt : endedAt) : 0;
  }

  /**
   * Whether the peer has stopped reading the answer, or reads too slowly: it has taken longer than
   * {@code nanos} plus the time that {@code bytes} take at the lowest allowed rate.
   */
  boolean isTooSlow(long now, long nanos, long bytes) {
    return hasStopped(now, nanos)
        || (ended
            && now - endedAt >= nanos + TimeUnit.SECONDS.toNanos(bytes / MIN_BYTES_PER_SECOND));
  }
}
