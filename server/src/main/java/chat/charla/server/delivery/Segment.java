package chat.charla.server.delivery;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a window: framed events one behind the other, append-only.
 *
 * <p>One thread writes, any number read: what {@link #published} counts never changes again, and is
 * visible to whoever has read it. A segment that its window has dropped is {@link #retire retired};
 * a reader inside it can finish it, but finds no next one there and looks its position up again, so
 * that a reader that stalls pins this one segment and not all that followed.
 */
final class Segment {
  /** No segment, and so no slice, is larger, unless a single event is. */
  static final int MAX_CAPACITY = 64 * 1024;

  private static final int TYPICAL_EVENT = 64;

  private final byte[] bytes;
  private final long firstSequence;

  /** Index after the n-th event. */
  private final int[] ends;

  /** The number of events (high half) and bytes (low half) that readers may look at. */
  private volatile long published;

  private volatile @Nullable Segment next;
  private volatile boolean retired;

  /**
   * An empty segment.
   *
   * @param firstSequence the sequence that its first event will have
   */
  Segment(int capacity, long firstSequence) {
    this.bytes = new byte[capacity];
    this.ends = new int[Math.max(1, capacity / TYPICAL_EVENT)];
    this.firstSequence = firstSequence;
  }

  /** Adds an event if there is room; false otherwise. Writer only. */
  boolean append(byte[] event) {
    long before = published;
    int count = count(before);
    int end = end(before);
    if (count == ends.length || end + Framing.framedLength(event.length) > bytes.length) {
      return false;
    }
    int newEnd = Framing.write(event, bytes, end);
    ends[count] = newEnd;
    published = (long) (count + 1) << 32 | newEnd;
    return true;
  }

  int capacity() {
    return bytes.length;
  }

  long firstSequence() {
    return firstSequence;
  }

  /** What readers may look at now: for {@link #nextSequence(long)} and {@link #endOf(long)}. */
  long snapshot() {
    return published;
  }

  /** The sequence after its last event, as of the snapshot. */
  long nextSequence(long snapshot) {
    return firstSequence + count(snapshot);
  }

  /** The index after its last event, as of the snapshot. */
  int endOf(long snapshot) {
    return end(snapshot);
  }

  /** The sequence after its last event. */
  long nextSequence() {
    return nextSequence(published);
  }

  /** The index where the event with this sequence begins; it need not be there yet. */
  int start(long sequence) {
    int event = Math.toIntExact(sequence - firstSequence);
    return event == 0 ? 0 : ends[event - 1];
  }

  /** The sequence of the event that begins at this index. */
  long sequenceAt(int index) {
    int found = Arrays.binarySearch(ends, 0, count(published), index);
    return index == 0 ? firstSequence : firstSequence + found + 1;
  }

  EventSlice slice(int from, int to) {
    return new EventSlice(bytes, from, to);
  }

  @Nullable Segment next() {
    return next;
  }

  void linkTo(Segment following) {
    next = following;
  }

  boolean retired() {
    return retired;
  }

  void retire() {
    retired = true;
    next = null;
  }

  private static int count(long published) {
    return (int) (published >>> 32);
  }

  private static int end(long published) {
    return (int) published;
  }
}
