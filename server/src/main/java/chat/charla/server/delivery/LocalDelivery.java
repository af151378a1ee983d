package chat.charla.server.delivery;

import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.scheduling.Scheduler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The delivery inside this process. This class holds the windows of all timelines, and creates a
 * reader for each stream that is connected to this process. The core opens timelines. Any thread
 * may create a reader.
 */
public final class LocalDelivery implements Delivery {
  private final MessageLog log;
  private final Scheduler timers;
  private final WindowBudget budget;
  private final CatchUpPacer pacer;
  private final List<LoopCounts> counts = new CopyOnWriteArrayList<>();

  /** Owned by the core. */
  private final Map<TimelineId, TimelineWindow> windows = new HashMap<>();

  // Created only once: all windows share whenClosed, and all readers share windowOf.
  private final Consumer<TimelineWindow> whenClosed = this::closed;
  private final Function<TimelineId, TimelineWindow> windowOf = this::window;

  /**
   * Creates a delivery without timelines.
   *
   * @param log the log, from which readers read the events that are not in the windows
   * @param timers schedules another attempt after a failed read, and is the clock
   * @param budget limits the memory of the windows
   */
  public LocalDelivery(MessageLog log, Scheduler timers, WindowBudget budget) {
    this.log = log;
    this.timers = timers;
    this.budget = budget;
    this.pacer = new CatchUpPacer(timers);
  }

  @Override
  public TimelineFeed open(TimelineId timeline, Tail tail) {
    TimelineWindow window = new TimelineWindow(timeline, tail, budget, pacer, whenClosed);
    windows.put(timeline, window);
    return window;
  }

  /**
   * Creates the object that the readers of one event loop share.
   *
   * @param loop runs tasks one by one, in the order of submission
   * @param nextRound runs tasks on the same thread, when the loop has processed the connections
   *     that are ready now
   */
  public ReaderLoop readerLoop(Scheduler loop, Executor nextRound) {
    ReaderLoop created = new ReaderLoop(loop, nextRound, pacer);
    counts.add(created.counts());
    return created;
  }

  /**
   * Creates the reader of a stream. Any thread may call this method.
   *
   * @param loop the event loop that uses the outlet
   */
  public Reader reader(Outlet outlet, ReaderLoop loop) {
    return new Reader(outlet, loop, new LogTurn(log, timers), windowOf);
  }

  /** The number of events that readers have got since the start. Any thread may call this. */
  public long deliveredEvents() {
    return counts.stream().mapToLong(LoopCounts::events).sum();
  }

  /** The number of subscriptions. Any thread may call this. */
  public long subscriptions() {
    return counts.stream().mapToLong(LoopCounts::subscriptions).sum();
  }

  /** The number of subscriptions whose reader is behind. Any thread may call this. */
  public long subscriptionsBehind() {
    return counts.stream().mapToLong(LoopCounts::behind).sum();
  }

  private TimelineWindow window(TimelineId timeline) {
    TimelineWindow window = windows.get(timeline);
    if (window == null) {
      throw new IllegalStateException("no timeline " + timeline);
    }
    return window;
  }

  private void closed(TimelineWindow window) {
    windows.remove(window.id(), window);
  }
}
