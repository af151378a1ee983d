package chat.charla.server.delivery;

import chat.charla.server.fatal.Indivisible;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The subscribers of one timeline, and the newest events of the timeline, which this object keeps
 * in memory for the subscribers. A timeline without subscribers, such as the inbox of an identity
 * without a stream, has no such object.
 *
 * <p>The core writes the windows. The event loops of the subscribers read the windows, and count
 * the subscribers that end.
 */
final class Followers {
  private final WindowBudget budget;
  private final CatchUpPacer pacer;
  private final Window durable;
  private final Window ephemeral;
  private final List<SubscriberGroup> groups = new ArrayList<>(1);
  private final AtomicInteger subscribers = new AtomicInteger();
  private final AtomicInteger liveReaders = new AtomicInteger();
  private volatile long ephemeralHead;

  Followers(WindowBudget budget, CatchUpPacer pacer) {
    this.budget = budget;
    this.pacer = pacer;
    this.durable = new Window(budget);
    this.ephemeral = new Window(budget);
  }

  /** The newest durable events. */
  Window durable() {
    return durable;
  }

  /** The newest ephemeral events. */
  Window ephemeral() {
    return ephemeral;
  }

  /** The number of ephemeral events so far. */
  long ephemeralHead() {
    return ephemeralHead;
  }

  /** Whether there are subscribers. Called on the core. */
  boolean hasSubscribers() {
    return subscribers.get() > 0;
  }

  /**
   * Counts a reader that is about to subscribe, so that the windows keep events for the reader.
   * Returns the group of the reader's event loop. Called on the core.
   */
  SubscriberGroup addSubscriber(ReaderLoop loop) {
    subscribers.incrementAndGet();
    for (SubscriberGroup group : groups) {
      if (group.belongsTo(loop)) {
        return group;
      }
    }
    SubscriberGroup added = new SubscriberGroup(loop);
    groups.add(added);
    return added;
  }

  /** Undoes {@link #addSubscriber}. */
  void removeSubscriber() {
    subscribers.decrementAndGet();
  }

  /** Counts a subscriber that has become live. */
  void addLiveReader() {
    liveReaders.incrementAndGet();
  }

  /** Undoes {@link #addLiveReader}: the subscriber is behind, or has ended. */
  void removeLiveReader() {
    liveReaders.decrementAndGet();
  }

  /**
   * Adds durable events to the window, without waking readers. Called on the core.
   *
   * @param first the sequence of the first event
   */
  void add(List<byte[]> events, long first) {
    long sequence = first;
    for (byte[] event : events) {
      durable.append(event, sequence++);
    }
  }

  /** Makes the readers look for durable events that have become visible. */
  void wakeForEvents() {
    if (liveReaders.get() > 0) {
      pacer.liveReadersHaveEvent();
    }
    wake();
  }

  /** Adds an ephemeral event. Called on the core. */
  void announce(byte[] event) {
    Indivisible.change(
        () -> {
          long count = ephemeralHead + 1;
          ephemeral.append(event, count);
          ephemeralHead = count;
          wake();
        });
  }

  void wake() {
    groups.forEach(SubscriberGroup::wake);
  }

  /** Releases the memory of the windows. Called on the core. */
  void close() {
    budget.forget(durable);
    budget.forget(ephemeral);
  }
}
