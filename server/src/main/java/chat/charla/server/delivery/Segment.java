package chat.charla.server.delivery;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a window: framed events in one array, append-only.
 *
 * <p>One thread writes the segment, and any thread may read it. Events counted by {@link
 * #published} never change, and are visible to every thread that has read {@link #published}. When
 * a window drops a segment, the window {@linkplain #retire retires} it. A reader may read a retired
 * segment to its end. A retired segment does not refer to the next segment, so a stalled reader
 * keeps only one segment in memory. At the end of a retired segment, the reader looks up its
 * position in the window again.
 */
final class Segment {
  /** The largest capacity, and so the largest slice, unless a single event is larger. */
  static final int MAX_CAPACITY = 64 * 1024;

  private static final int TYPICAL_EVENT = 64;

  private final byte[] bytes;
  private final long firstSequence;

  /** The index after the n-th event. */
  private final int[] ends;

  /** How many events (high half) and bytes (low half) readers may read. */
  private volatile long published;

  private volatile @Nullable Segment next;
  private volatile boolean retired;

  /**
   * Creates an empty segment.
   *
   * @param firstSequence the sequence of the segment's first event
   */
  Segment(int capacity, long firstSequence) {
    this(capacity, Math.max(1, capacity / TYPICAL_EVENT), firstSequence);
  }

  private Segment(int capacity, int maxEvents, long firstSequence) {
    this.bytes = new byte[capacity];
    this.ends = new int[maxEvents];
    this.firstSequence = firstSequence;
  }

  /** A full segment with these events, of which there must be at least one. */
  static Segment of(List<byte[]> events, long firstSequence) {
    int length = 0;
    for (byte[] event : events) {
      length += Framing.framedLength(event.length);
    }
    Segment segment = new Segment(length, events.size(), firstSequence);
    for (byte[] event : events) {
      segment.append(event);
    }
    return segment;
  }

  /** Adds an event. Returns false if the event does not fit. Called by the writer only. */
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

  /**
   * The current value of {@link #published}, for {@link #nextSequence(long)} and {@link
   * #endOf(long)}.
   */
  long snapshot() {
    return published;
  }

  /** The sequence after the segment's last event, as of the snapshot. */
  long nextSequence(long snapshot) {
    return firstSequence + count(snapshot);
  }

  /** The index after the segment's last event, as of the snapshot. */
  int endOf(long snapshot) {
    return end(snapshot);
  }

  /** The sequence after the segment's last event. */
  long nextSequence() {
    return nextSequence(published);
  }

  /**
   * The index at which the event with this sequence begins; the event may be the next one to be
   * added.
   */
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
