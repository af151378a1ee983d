package chat.charla.bench.inner;

import chat.charla.server.delivery.EventSlice;
import chat.charla.server.delivery.Outlet;
import chat.charla.server.delivery.Reader;
import chat.charla.server.delivery.ReaderLoop;
import chat.charla.server.delivery.Timeline;
import chat.charla.server.delivery.WindowBudget;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** A timeline whose readers share one event loop: a queue that the caller runs. */
final class Stand {
  private static final long BUDGET = 64L * 1024 * 1024;

  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final ReaderLoop readerLoop = new ReaderLoop(loop::add, loop::add);
  private final Timeline timeline;
  private final List<byte[]> event;
  private long delivered;

  /**
   * Creates a timeline without readers.
   *
   * @param bytes the size of each event
   */
  Stand(int bytes) {
    event = List.of(new byte[bytes]);
    timeline =
        new Timeline(
            TimelineId.room("stand"),
            new Tail("e", 1, 0),
            new NoLog(),
            new NoTime(),
            new WindowBudget(BUDGET));
  }

  /** Adds a reader that starts with the next event. */
  void addReader(boolean ready) {
    Reader reader = new Reader(new CountingOutlet(ready), readerLoop);
    long head = timeline.tail().head();
    reader.subscribe(timeline, head + 1, head);
    runLoop();
  }

  /** Commits an event. */
  void post() {
    timeline.committed(event, 1);
  }

  /** Runs the tasks that are queued on the event loop. */
  void runLoop() {
    for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
      task.run();
    }
  }

  /** The number of bytes delivered to the readers. */
  long delivered() {
    return delivered;
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
      delivered += events.length();
    }

    @Override
    public void trimmed(TimelineId trimmed, String epoch, long first, long last) {
      throw new IllegalStateException("no timeline must be trimmed here");
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
