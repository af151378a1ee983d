package chat.charla.server.delivery;

import org.jspecify.annotations.Nullable;

/**
 * The newest events of one timeline, in memory, shared by all its readers.
 *
 * <p>A window begins with a small segment and adds larger ones. It drops its oldest segments beyond
 * {@link #MAX_BYTES}, and all segments when other windows need the {@link WindowBudget}. A reader
 * whose next event has been dropped reads the log. The core writes the window. Any thread may call
 * {@link #locate}.
 */
final class Window implements WindowBudget.Evictable {
  /**
   * The largest size in bytes. The window keeps its last segment even if that segment is larger.
   */
  static final int MAX_BYTES = 256 * 1024;

  private static final int FIRST_CAPACITY = 1024;

  private final WindowBudget budget;
  private int bytes;
  private volatile @Nullable Segment oldest;
  private @Nullable Segment last;

  Window(WindowBudget budget) {
    this.budget = budget;
  }

  /** Adds an event with this sequence, which must be the next one. Called on the core. */
  void append(byte[] event, long sequence) {
    Segment current = last;
    if (current == null || !current.append(event)) {
      Segment added = new Segment(capacity(current, event), sequence);
      if (!added.append(event)) {
        throw new IllegalStateException("an event does not fit into its own segment");
      }
      add(added, current);
    }
    budget.hasNewEvent(this);
  }

  /** Drops all segments. Called on the core. */
  @Override
  public void clear() {
    Segment segment = oldest;
    oldest = null;
    last = null;
    while (segment != null) {
      Segment following = segment.next();
      drop(segment);
      segment = following;
    }
  }

  /** The segment with the event of this sequence, or null if the window does not have the event. */
  @Nullable Segment locate(long sequence) {
    Segment segment = oldest;
    if (segment == null || sequence < segment.firstSequence()) {
      return null;
    }
    while (segment != null && sequence >= segment.nextSequence()) {
      segment = segment.next();
    }
    return segment;
  }

  private void add(Segment added, @Nullable Segment current) {
    bytes += added.capacity();
    budget.allocated(added.capacity());
    if (current == null) {
      oldest = added;
    } else {
      current.linkTo(added);
    }
    last = added;
    for (Segment first = oldest; bytes > MAX_BYTES && first != null && first != added; ) {
      Segment following = first.next();
      oldest = following;
      drop(first);
      first = following;
    }
  }

  private void drop(Segment segment) {
    segment.retire();
    bytes -= segment.capacity();
    budget.freed(segment.capacity());
  }

  private static int capacity(@Nullable Segment current, byte[] event) {
    int wanted = current == null ? FIRST_CAPACITY : 2 * current.capacity();
    return Math.max(Math.min(wanted, Segment.MAX_CAPACITY), Framing.framedLength(event.length));
  }
}
