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

/** A timeline with readers on one event loop, which is a queue that the caller empties. */
final class Stand {
  private static final long BUDGET = 64L * 1024 * 1024;

  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final ReaderLoop readerLoop = new ReaderLoop(loop::add, loop::add);
  private final Timeline timeline;
  private final List<byte[]> event;
  private long delivered;

  /**
   * A timeline without readers.
   *
   * @param bytes of each event
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

  /** Adds a reader from the next event on. */
  void addReader(boolean ready) {
    Reader reader = new Reader(new CountingOutlet(ready), readerLoop);
    long head = timeline.tail().head();
    reader.subscribe(timeline, head + 1, head);
    runLoop();
  }

  /** An event is committed. */
  void post() {
    timeline.committed(event, 1);
  }

  /** Runs what waits for the event loop. */
  void runLoop() {
    for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
      task.run();
    }
  }

  /** Bytes that the readers have been handed. */
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
      throw new IllegalStateException("nothing is trimmed here");
    }

    @Override
    public void failed(RuntimeException defect) {
      throw defect;
    }

    @Override
    public void caughtUp(TimelineId reached, long sequence) {
      // Told once, when the reader begins.
    }
  }
}
