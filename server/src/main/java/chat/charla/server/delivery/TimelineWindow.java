package chat.charla.server.delivery;

import chat.charla.server.fatal.Indivisible;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One timeline as its readers see it: its tail, its newest events in memory, and its subscribers.
 *
 * <p>The core writes the window. Any thread may read {@link #tail}. The events up to the tail's
 * head are durable, and can be read from the window or the log.
 */
final class TimelineWindow implements TimelineFeed {
  private final TimelineId id;
  private final WindowBudget budget;
  private final Consumer<TimelineWindow> whenClosed;
  private final Window durable;
  private final Window ephemeral;
  private final List<SubscriberGroup> groups = new ArrayList<>(1);
  private final AtomicInteger subscribers = new AtomicInteger();
  private final AtomicInteger liveReaders = new AtomicInteger();
  private final CatchUpPacer pacer;
  private boolean closed;
  private volatile long ephemeralHead;
  private volatile Tail tail;

  TimelineWindow(
      TimelineId id,
      Tail tail,
      WindowBudget budget,
      CatchUpPacer pacer,
      Consumer<TimelineWindow> whenClosed) {
    this.id = id;
    this.tail = tail;
    this.budget = budget;
    this.pacer = pacer;
    this.whenClosed = whenClosed;
    this.durable = new Window(budget);
    this.ephemeral = new Window(budget);
  }

  TimelineId id() {
    return id;
  }

  /** The timeline's tail, as far as its events are visible to readers. */
  Tail tail() {
    return tail;
  }

  @Override
  public void committed(List<byte[]> events, Tail after) {
    Indivisible.change(() -> add(events, after));
  }

  private void add(List<byte[]> events, Tail after) {
    if (subscribers.get() == 0) {
      durable.clear();
    } else {
      long head = after.head() - events.size();
      for (byte[] event : events) {
        durable.append(event, ++head);
      }
    }
    // Add the events to the window first, so that a thread that sees the new head finds the events.
    tail = after;
    if (liveReaders.get() > 0) {
      pacer.eventForLiveReaders();
    }
    wakeReaders();
  }

  /**
   * Does not wake readers, because a reader that is behind checks the tail before it reads further.
   */
  @Override
  public void trimmed(Tail after) {
    Indivisible.change(
        () -> {
          if (after.first() > after.head()) {
            durable.clear();
          }
          tail = after;
        });
  }

  @Override
  public void corrected(Tail found) {
    Indivisible.change(
        () -> {
          durable.clear();
          tail = found;
          wakeReaders();
        });
  }

  @Override
  public void announce(byte[] event) {
    if (subscribers.get() > 0 && !closed) {
      Indivisible.change(
          () -> {
            long count = ephemeralHead + 1;
            ephemeral.append(event, count);
            ephemeralHead = count;
            wakeReaders();
          });
    }
  }

  @Override
  public void close() {
    Indivisible.change(
        () -> {
          closed = true;
          budget.forget(durable);
          budget.forget(ephemeral);
          whenClosed.accept(this);
        });
  }

  Window durable() {
    return durable;
  }

  Window ephemeral() {
    return ephemeral;
  }

  /** The number of ephemeral events so far. */
  long ephemeralHead() {
    return ephemeralHead;
  }

  /**
   * Counts a reader that is about to subscribe, so that the window keeps events for it. Returns the
   * group of the reader's event loop. Called on the core.
   */
  SubscriberGroup expectSubscriber(ReaderLoop loop) {
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

  /** Undoes {@link #expectSubscriber}. */
  void subscriberGone() {
    subscribers.decrementAndGet();
  }

  /** Counts a subscriber that has become live. */
  void readerIsLive() {
    liveReaders.incrementAndGet();
  }

  /** Undoes {@link #readerIsLive}: the subscriber is behind, or has ended. */
  void readerIsLiveNoLonger() {
    liveReaders.decrementAndGet();
  }

  private void wakeReaders() {
    groups.forEach(SubscriberGroup::wake);
  }
}
