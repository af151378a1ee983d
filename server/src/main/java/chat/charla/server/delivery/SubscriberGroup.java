package chat.charla.server.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The subscriptions to one timeline that belong to one event loop.
 *
 * <p>They are drained a few at a time, and between two of these portions the loop writes out what
 * the portion produced: so a connection's state is still in the processor's cache when it is
 * written, and other work of the loop is not held up by a large room.
 */
final class SubscriberGroup {
  private static final int PORTION = 32;

  private final ReaderLoop loop;
  private final AtomicBoolean woken = new AtomicBoolean();

  /** Owned by the loop. */
  private final List<Subscription> subscriptions = new ArrayList<>(1);

  SubscriberGroup(ReaderLoop loop) {
    this.loop = loop;
  }

  boolean belongsTo(ReaderLoop other) {
    return loop == other;
  }

  ReaderLoop loop() {
    return loop;
  }

  /** Has all subscriptions drained soon. Any thread. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      loop.execute(this::startPass);
    }
  }

  void add(Subscription subscription) {
    subscription.placeInGroup(subscriptions.size());
    subscriptions.add(subscription);
  }

  /** Removes in constant time: the last one takes the free place. */
  void remove(Subscription subscription) {
    int place = subscription.placeInGroup();
    Subscription last = subscriptions.remove(subscriptions.size() - 1);
    if (last != subscription) {
      subscriptions.set(place, last);
      last.placeInGroup(place);
    }
  }

  private void startPass() {
    // What is committed from now on asks for another pass.
    woken.set(false);
    drainPortion(subscriptions.size() - 1);
  }

  /** Drains downwards, because a subscription that ends is replaced by one that had its turn. */
  private void drainPortion(int from) {
    int index = Math.min(from, subscriptions.size() - 1);
    for (int count = 0; count < PORTION && index >= 0; count++) {
      subscriptions.get(index--).drain();
      index = Math.min(index, subscriptions.size() - 1);
    }
    if (index >= 0) {
      int rest = index;
      loop.execute(() -> drainPortion(rest));
    }
  }
}
