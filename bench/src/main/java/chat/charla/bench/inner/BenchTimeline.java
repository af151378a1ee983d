package chat.charla.bench.inner;

import chat.charla.server.delivery.EventSlice;
import chat.charla.server.delivery.LocalDelivery;
import chat.charla.server.delivery.Outlet;
import chat.charla.server.delivery.ReaderLoop;
import chat.charla.server.delivery.TimelineFeed;
import chat.charla.server.delivery.WindowBudget;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import java.util.List;

/** A timeline whose readers share one event loop. The caller runs the tasks of the loop. */
final class BenchTimeline {
  private static final TimelineId ID = TimelineId.room("bench");
  private static final String EPOCH = "e";
  private static final long BUDGET = 64L * 1024 * 1024;

  private final QueuedTasks loop = new QueuedTasks();
  private final LocalDelivery delivery =
      new LocalDelivery(new NoLog(), loop, new WindowBudget(BUDGET));
  private final ReaderLoop readerLoop = delivery.readerLoop(loop, loop);
  private final TimelineFeed timeline = delivery.open(ID, new Tail(EPOCH, 1, 0));
  private final List<byte[]> event;
  private long head;
  private long deliveredBytes;

  /**
   * Creates a timeline without readers.
   *
   * @param bytes the size of each event
   */
  BenchTimeline(int bytes) {
    event = List.of(new byte[bytes]);
  }

  /**
   * Adds a reader that starts with the next event.
   *
   * @param ready whether the reader takes events
   */
  void addReader(boolean ready) {
    delivery.reader(new CountingOutlet(ready), readerLoop).follow(ID, head, head);
    runLoop();
  }

  /** Commits an event. */
  void post() {
    head++;
    timeline.committed(event, new Tail(EPOCH, 1, head));
  }

  /** Runs the tasks that are queued on the event loop. */
  void runLoop() {
    loop.run();
  }

  /** The number of bytes delivered to the readers. */
  long deliveredBytes() {
    return deliveredBytes;
  }

  private final class CountingOutlet implements Outlet {
    private final boolean ready;

    CountingOutlet(boolean ready) {
      this.ready = ready;
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void deliver(EventSlice events) {
      deliveredBytes += events.length();
    }

    @Override
    public void trimmed(TimelineId trimmed, String epoch, long first, long last) {
      throw new IllegalStateException("no timeline must be trimmed here");
    }

    @Override
    public void lost(TimelineId damaged, String epoch, long first, long last) {
      throw new IllegalStateException("no event must be lost here");
    }

    @Override
    public void failed(RuntimeException defect) {
      throw defect;
    }

    @Override
    public void caughtUp(TimelineId reached, long sequence) {
      // Called once, when the reader starts.
    }
  }
}
