package chat.charla.server.storage.sqlite;

/**
 * An entry's timeline and sequence as one integer. 27 bits are for the timeline, enough for 134
 * million timelines in a database, including deleted ones. 36 bits are for the sequence, enough for
 * 2,000 messages per second for a year. So the entries of a timeline are adjacent and in order.
 */
final class EntryKey {
  static final int SEQUENCE_BITS = 36;

  /** The largest sequence. */
  static final long MAX_SEQUENCE = (1L << SEQUENCE_BITS) - 1;

  private static final long MAX_TIMELINE = (1L << (63 - SEQUENCE_BITS)) - 1;

  private EntryKey() {}

  static long of(long timeline, long sequence) {
    if (timeline < 0 || timeline > MAX_TIMELINE || sequence < 0 || sequence > MAX_SEQUENCE) {
      throw new IllegalArgumentException("timeline " + timeline + ", sequence " + sequence);
    }
    return timeline << SEQUENCE_BITS | sequence;
  }

  /** The sequence in a position. */
  static long sequence(long position) {
    return position & MAX_SEQUENCE;
  }

  static long firstOf(long timeline) {
    return of(timeline, 0);
  }

  static long lastOf(long timeline) {
    return of(timeline, MAX_SEQUENCE);
  }
}
