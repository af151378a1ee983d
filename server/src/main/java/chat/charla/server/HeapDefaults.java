package chat.charla.server;

/** The default limits for identities and memberships, by the size of the heap. */
final class HeapDefaults {
  /** The identities may fill an eighth of the heap, and the memberships another eighth. */
  private static final int HEAP_DIVISOR = 8;

  /** The default maximum number of identities if the heap is large enough. */
  private static final int MAX_IDENTITIES = 100_000;

  /** The default maximum number of memberships if the heap is large enough. */
  private static final int MAX_MEMBERSHIPS = 10_000_000;

  /**
   * The memory for one identity with two sessions, in bytes. Measured after a restart, a present
   * identity took 2.3 KiB; a long name and the token buckets can take another 2.3 KiB. Each further
   * session of an account took 0.5 KiB, and 1 KiB with its token buckets. {@code Sessions} limits
   * the sessions to two for each identity on average.
   */
  private static final int IDENTITY_BYTES = 4096;

  /**
   * The memory for one membership, in bytes. Measured after a restart, a membership took 110 bytes,
   * and 40 more if the member is present.
   */
  private static final int MEMBERSHIP_BYTES = 128;

  private HeapDefaults() {}

  /** The default maximum number of identities with a heap of this many bytes. */
  static int identities(long heapBytes) {
    return countFor(heapBytes, IDENTITY_BYTES, MAX_IDENTITIES);
  }

  /** The default maximum number of memberships with a heap of this many bytes. */
  static int memberships(long heapBytes) {
    return countFor(heapBytes, MEMBERSHIP_BYTES, MAX_MEMBERSHIPS);
  }

  private static int countFor(long heapBytes, int bytesEach, int max) {
    return (int) Math.max(1, Math.min(max, heapBytes / HEAP_DIVISOR / bytesEach));
  }
}
