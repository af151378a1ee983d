package chat.charla.server.storage.sqlite;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** The queue of writes for the writer, in the order of their submission. Thread-safe. */
final class WriteQueue {
  private final int maxWrites;
  private final int maxBytes;
  private final Queue<Write<?>> waiting = new ArrayDeque<>();
  private boolean open;

  /**
   * Creates a queue, which is not open before {@link #open}.
   *
   * @param maxWrites the maximum number of writes that are taken together
   * @param maxBytes if the writes that are taken together have at least this many bytes, no further
   *     write is taken
   */
  WriteQueue(int maxWrites, int maxBytes) {
    this.maxWrites = maxWrites;
    this.maxBytes = maxBytes;
  }

  synchronized void open() {
    open = true;
  }

  /** Refuses further writes. The writes in the queue can still be taken. */
  synchronized void close() {
    open = false;
    notifyAll();
  }

  /** Adds the write. Returns false if the queue is not open. */
  synchronized boolean offer(Write<?> write) {
    if (!open) {
      return false;
    }
    waiting.add(write);
    notifyAll();
    return true;
  }

  /**
   * Waits for writes, and takes as many as may share a transaction. Takes none if the queue is
   * closed and empty.
   */
  synchronized List<Write<?>> take() throws InterruptedException {
    while (waiting.isEmpty() && open) {
      wait();
    }
    List<Write<?>> taken = new ArrayList<>();
    long bytes = 0;
    while (!waiting.isEmpty() && taken.size() < maxWrites && bytes < maxBytes) {
      Write<?> write = waiting.remove();
      bytes += write.bytes();
      taken.add(write);
    }
    return taken;
  }
}
