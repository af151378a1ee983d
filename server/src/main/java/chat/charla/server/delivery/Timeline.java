package chat.charla.server.delivery;

import chat.charla.server.fatal.Indivisible;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.scheduling.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The delivering side of one timeline: its tail, its newest events in memory, and its subscribers.
 *
 * <p>The core writes it. Any thread may read {@link #tail}: events up to its head are durable, and
 * in the window or the log.
 */
public final class Timeline {
  private final TimelineId id;
  private final MessageLog log;
  private final Scheduler core;
  private final WindowBudget budget;
  private final Window durable;
  private final Window ephemeral;
  private final List<SubscriberGroup> groups = new ArrayList<>(1);
  private final AtomicInteger subscribers = new AtomicInteger();
  private boolean closed;
  private volatile long ephemeralHead;
  private volatile Tail tail;

  public Timeline(TimelineId id, Tail tail, MessageLog log, Scheduler core, WindowBudget budget) {
    this.id = id;
    this.tail = tail;
    this.log = log;
    this.core = core;
    this.budget = budget;
    this.durable = new Window(budget);
    this.ephemeral = new Window(budget);
  }

  public TimelineId id() {
    return id;
  }

  /** The timeline's tail, as far as its events are visible to readers. */
  public Tail tail() {
    return tail;
  }

  /**
   * Delivers events that have just been committed. Called on the core.
   *
   * @param events serialized, with the sequences after the head
   * @param first the oldest sequence still kept in the log
   */
  public void committed(List<byte[]> events, long first) {
    Indivisible.change(() -> add(events, first));
  }

  private void add(List<byte[]> events, long first) {
    long head = tail.head();
    if (subscribers.get() == 0) {
      durable.clear();
      head += events.size();
    } else {
      for (byte[] event : events) {
        durable.append(event, ++head);
      }
    }
    // After the window, so that a thread that sees the new head finds its events.
    tail = new Tail(tail.epoch(), first, head);
    wakeReaders();
  }

  /**
   * Replaces a wrong tail by the log's tail. Readers get new events from the log. Called on the
   * core.
   */
  public void corrected(Tail found) {
    Indivisible.change(
        () -> {
          durable.clear();
          tail = found;
          wakeReaders();
        });
  }

  /** Delivers an ephemeral event to the live readers. Called on the core. */
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

  /** Releases the memory of a timeline that has been removed. Called on the core. */
  public void close() {
    Indivisible.change(
        () -> {
          closed = true;
          budget.forget(durable);
          budget.forget(ephemeral);
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

  MessageLog log() {
    return log;
  }

  Scheduler core() {
    return core;
  }

  /**
   * Counts a reader that is about to subscribe, so that the window keeps events for it. Returns the
   * group of its event loop. Called on the core.
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

  private void wakeReaders() {
    groups.forEach(SubscriberGroup::wake);
  }
}
