package chat.charla.server.delivery;

import org.jspecify.annotations.Nullable;

/**
 * The position of a reader in a window: the next sequence, and the segment with the event of this
 * sequence. Used by one thread.
 */
final class WindowCursor {
  private final Window window;
  private long next;

  /** The segment that has or will have {@link #next}; null if it must be looked up. */
  private @Nullable Segment segment;

  private int index;

  WindowCursor(Window window, long next) {
    this.window = window;
    this.next = next;
  }

  long next() {
    return next;
  }

  void moveTo(long sequence) {
    next = sequence;
    segment = null;
  }

  /**
   * Returns the next events, up to and including the bound, and moves past them. Returns null if
   * the next event is beyond the bound, or if the window has dropped that event or does not have it
   * yet.
   */
  @Nullable EventSlice takeNext(Bound bound) {
    Segment current = segment == null ? locate() : segment;
    while (current != null) {
      long snapshot = current.snapshot();
      // Read the bound after the snapshot; see Bound.
      long last = bound.last();
      if (last < next) {
        break;
      }
      boolean beyond = last < current.nextSequence(snapshot) - 1;
      int end = beyond ? current.start(last + 1) : current.endOf(snapshot);
      if (index < end) {
        EventSlice slice = current.slice(index, end);
        segment = current;
        next = current.sequenceAt(end);
        index = end;
        return slice;
      }
      Segment following = current.next();
      index = 0;
      current = following == null && current.retired() ? locate() : following;
    }
    segment = null;
    return null;
  }

  /** Releases the reference to a segment that the window has dropped. */
  void releaseRetired() {
    if (segment != null && segment.retired()) {
      segment = null;
    }
  }

  private @Nullable Segment locate() {
    Segment found = window.locate(next);
    index = found == null ? 0 : found.start(next);
    return found;
  }
}
