package chat.charla.server.delivery;

import org.jspecify.annotations.Nullable;

/**
 * The chunk that a reader of this loop has read last, for the loop's readers that wait for their
 * turn. After a restart, many readers need the same events. The first reader reads a chunk, and the
 * others get the same bytes in their turns.
 *
 * <p>The loop drops the chunk as soon as no reader waits. So each loop keeps at most one such chunk
 * in memory. Used on the loop only.
 */
final class RecentChunk {
  private @Nullable TimelineFeed timeline;
  private @Nullable Segment events;

  /**
   * Keeps these events instead of the previous chunk. The core must already know that the events
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
