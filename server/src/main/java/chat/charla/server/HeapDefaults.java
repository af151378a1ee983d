package chat.charla.server;

/** The default limits for identities and memberships, by the size of the heap. */
final class HeapDefaults {
  /** The identities may fill an eighth of the heap, and the memberships another eighth. */
  private static final int HEAP_PARTS = 8;

  /** The default maximum number of identities if the heap is large enough. */
  private static final int MOST_IDENTITIES = 100_000;

  /** The default maximum number of memberships if the heap is large enough. */
  private static final int MOST_MEMBERSHIPS = 10_000_000;

  /**
   * The memory for one identity, with two sessions. A present identity took 2.3 KiB after a
   * restart. A long name and the token buckets can take as much again. Each further session of an
   * account took 0.5 KiB, and 1 KiB with its token buckets; {@code Sessions} limits them to two for
   * each identity on average.
   */
  private static final int IDENTITY_BYTES = 4096;

  /**
   * The memory for one membership. A membership took 110 bytes after a restart, and 40 more if the
   * member is present.
   */
  private static final int MEMBERSHIP_BYTES = 128;

  private HeapDefaults() {}

  /** The default maximum number of identities with a heap of this many bytes. */
  static int identities(long heapBytes) {
    return fitting(heapBytes, IDENTITY_BYTES, MOST_IDENTITIES);
  }

  /** The default maximum number of memberships with a heap of this many bytes. */
  static int memberships(long heapBytes) {
    return fitting(heapBytes, MEMBERSHIP_BYTES, MOST_MEMBERSHIPS);
  }

  private static int fitting(long heapBytes, int bytes, int most) {
    return (int) Math.max(1, Math.min(most, heapBytes / HEAP_PARTS / bytes));
  }
}
