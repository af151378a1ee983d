package chat.charla.server.delivery;

import org.jspecify.annotations.Nullable;

/**
 * The chunk that was read from the log most recently, for the readers of the same loop that wait
 * for their turn. After a restart, many readers need the same events. They take turns: the first of
 * them reads a chunk, and the others get the same bytes.
 *
 * <p>The loop drops the chunk as soon as no reader waits. So each loop keeps at most one such chunk
 * in memory. Used on the loop only.
 */
final class RecentChunk {
  private @Nullable TimelineFeed timeline;
  private @Nullable Segment events;

  /**
   * Keeps these events instead of the previous chunk. The core must already know that these events
   * are durable.
   */
  void keep(TimelineFeed of, Segment chunk) {
    timeline = of;
    events = chunk;
  }

  /** The chunk, if it has the event of the timeline with this sequence; otherwise null. */
  @Nullable Segment find(TimelineFeed of, long sequence) {
    Segment chunk = events;
    boolean found =
        chunk != null
            && timeline == of
            && chunk.firstSequence() <= sequence
            && sequence < chunk.nextSequence();
    return found ? chunk : null;
  }

  void drop() {
    timeline = null;
    events = null;
  }
}
