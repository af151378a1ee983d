package chat.charla.server.delivery;

/**
 * The last sequence that a subscription may deliver. Set by the core, read by the event loop.
 *
 * <p>The core sets it before it commits what comes after. So whoever looks at the window, or at the
 * tail, and then at the bound, never takes an event beyond it.
 */
final class Bound {
  /** One less than the largest, so that the sequence after it is a number as well. */
  static final long NONE = Long.MAX_VALUE - 1;

  /** The bound of what has none. Nobody sets it. */
  static final Bound UNBOUNDED = new Bound();

  private volatile long last = NONE;

  long last() {
    return last;
  }

  void set(long sequence) {
    last = sequence;
  }
}
