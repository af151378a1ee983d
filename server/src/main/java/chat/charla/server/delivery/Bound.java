package chat.charla.server.delivery;

/**
 * The last sequence that a subscription may deliver. The core sets the bound, and the event loop
 * reads it.
 *
 * <p>The core sets the bound before it publishes the first event that is beyond the bound. So a
 * thread must read the window or the tail first, and the bound afterwards. Then the thread never
 * delivers an event beyond the bound.
 */
final class Bound {
  /**
   * The value if there is no bound: one less than the largest value, so that adding 1 does not
   * overflow.
   */
  static final long NONE = Long.MAX_VALUE - 1;

  /** A shared bound that is never set. */
  static final Bound UNBOUNDED = new Bound();

  private volatile long last = NONE;

  long last() {
    return last;
  }

  void set(long sequence) {
    last = sequence;
  }
}
