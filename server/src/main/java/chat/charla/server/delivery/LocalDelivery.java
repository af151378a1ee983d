package chat.charla.server.delivery;

import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.scheduling.Scheduler;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The delivery inside this process. It has the windows of all timelines, and creates a reader for
 * each stream that is connected to this process. The core opens timelines. Any thread may create a
 * reader.
 */
public final class LocalDelivery implements Delivery {
  private final MessageLog log;
  private final Scheduler timers;
  private final WindowBudget budget;
  private final CatchUpPacer pacer;

  /** Owned by the core. */
  private final Map<TimelineId, TimelineWindow> windows = new HashMap<>();

  // All windows share whenClosed, and all readers share byId.
  private final Consumer<TimelineWindow> whenClosed = this::closed;
  private final Function<TimelineId, TimelineWindow> byId = this::window;

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
   * Creates the delivery's view of an event loop.
   *
   * @param loop runs tasks one by one, in the order of submission
   * @param nextRound runs tasks on the same thread, but only after the loop has served its
   *     connections
   */
  public ReaderLoop loop(Scheduler loop, Executor nextRound) {
    return new ReaderLoop(loop, nextRound, pacer);
  }

  /**
   * Creates the reader of a stream. Any thread may call this method.
   *
   * @param loop the event loop that uses the outlet
   */
  public Reader reader(Outlet outlet, ReaderLoop loop) {
    return new Reader(outlet, loop, new LogTurn(log, timers), byId);
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
