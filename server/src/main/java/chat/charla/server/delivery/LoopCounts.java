package chat.charla.server.delivery;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the events, the subscriptions and the live subscriptions of one event loop. Only the loop
 * changes the counts, so a change needs no atomic read-modify-write operation. Any thread may read
 * them, and may see a change a little later.
 */
final class LoopCounts {
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong subscriptions = new AtomicLong();
  private final AtomicLong live = new AtomicLong();

  /** Counts events that were passed to an outlet. */
  void delivered(long more) {
    add(events, more);
  }

  /** Changes the number of subscriptions. */
  void subscribed(int by) {
    add(subscriptions, by);
  }

  /** Changes the number of subscriptions whose reader is live. */
  void live(int by) {
    add(live, by);
  }

  long events() {
    return events.get();
  }

  long subscriptions() {
    return subscriptions.get();
  }

  /** The number of subscriptions whose reader is behind. */
  long behind() {
    return Math.max(0, subscriptions.get() - live.get());
  }

  private static void add(AtomicLong count, long by) {
    count.lazySet(count.getPlain() + by);
  }
}
