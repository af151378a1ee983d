package chat.charla.server.delivery;

import org.jspecify.annotations.Nullable;

/** A position in a window: the sequence that comes next, and where it is found. One thread's. */
final class WindowCursor {
  private final Window window;
  private long next;

  /** Where {@link #next} is or will be; null if that is to be looked up. */
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
   * Takes what follows without a break, up to and including the bound; null if the window does not
   * have the next event, any more or yet.
   */
  @Nullable EventSlice take(Bound bound) {
    Segment current = segment == null ? locate() : segment;
    while (current != null) {
      long snapshot = current.snapshot();
      // After the snapshot: see Bound.
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

  /** Lets go of memory that the window has given up. */
  void letGo() {
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
