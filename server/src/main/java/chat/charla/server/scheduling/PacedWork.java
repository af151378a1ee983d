package chat.charla.server.scheduling;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiConsumer;

/**
 * Work on many items, of which only a few are in progress at once. So the storage never has more
 * than a few writes of this work in its queue, and other writes do not wait behind thousands of
 * them. Owned by one serial executor.
 *
 * @param <T> an item
 */
public final class PacedWork<T> {
  private final int maxInProgress;
  private final BiConsumer<T, Runnable> begin;
  private final Queue<T> waiting = new ArrayDeque<>();
  private int inProgress;
  private boolean beginning;

  /**
   * Creates an object without work.
   *
   * @param maxInProgress how many items may be in progress at once; at least 1
   * @param begin begins the work on an item. The given task must then be called once, on the serial
   *     executor, when the work is done; {@code begin} itself may call the task
   */
  public PacedWork(int maxInProgress, BiConsumer<T, Runnable> begin) {
    this.maxInProgress = maxInProgress;
    this.begin = begin;
  }

  /** Adds an item. The work on it begins when the work on all earlier items has begun. */
  public void add(T item) {
    waiting.add(item);
    beginSome();
  }

  /** Whether no item is waiting or in progress. */
  public boolean isIdle() {
    return waiting.isEmpty() && inProgress == 0;
  }

  private void done() {
    inProgress--;
    beginSome();
  }

  /** Begins the work on waiting items. Does nothing if {@code begin} itself is the caller. */
  private void beginSome() {
    if (beginning) {
      return;
    }
    beginning = true;
    try {
      while (inProgress < maxInProgress && !waiting.isEmpty()) {
        inProgress++;
        begin.accept(waiting.remove(), this::done);
      }
    } finally {
      beginning = false;
    }
  }
}
