package chat.charla.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The items that have arrived, in order. A test can wait for more items. Each wait fails with an
 * {@code AssertionError} after {@link Patience#LIMIT}, or if no more items will arrive.
 * Thread-safe.
 */
public final class Recording<T> {
  private final List<T> items = new ArrayList<>();
  private boolean ended;

  /** Adds an item that has arrived. */
  public synchronized void add(T item) {
    items.add(item);
    notifyAll();
  }

  /** Records that no more items will arrive, and ends every wait. */
  public synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits until {@link #end} has been called. */
  public synchronized void awaitEnd() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.SECONDS);
    while (!ended) {
      awaitMore("end", deadline);
    }
  }

  /** Waits until at least {@code count} items have arrived. */
  public synchronized void await(String what, int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.SECONDS);
    while (items.size() < count) {
      awaitMore(count + " " + what, deadline);
    }
  }

  /** The number of items that have arrived. */
  public synchronized int count() {
    return items.size();
  }

  /** All items that have arrived. */
  public synchronized List<T> all() {
    return List.copyOf(items);
  }

  /** Waits until the items that have arrived satisfy the predicate, and returns all of them. */
  public synchronized List<T> awaitAll(String what, Predicate<List<T>> enough) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.SECONDS);
    while (!enough.test(items)) {
      awaitMore(what, deadline);
    }
    return all();
  }

  /** Waits for an item that matches, and returns the first such item. */
  public T await(String what, Predicate<T> wanted) {
    return await(what, 1, wanted).get(0);
  }

  /** Waits for {@code count} items that match, and returns the first {@code count} of them. */
  public synchronized List<T> await(String what, int count, Predicate<T> wanted) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.SECONDS);
    List<T> found = new ArrayList<>();
    int looked = 0;
    while (true) {
      for (; looked < items.size() && found.size() < count; looked++) {
        if (wanted.test(items.get(looked))) {
          found.add(items.get(looked));
        }
      }
      if (found.size() == count) {
        return found;
      }
      awaitMore(what, deadline);
    }
  }

  @SuppressWarnings("WaitNotInLoop") // The callers loop.
  private synchronized void awaitMore(String what, long deadline) {
    long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (ended || millis <= 0) {
      throw new AssertionError(
          (ended ? "ended without " : "timed out waiting for ") + what + latest());
    }
    try {
      wait(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private @Nullable String latest() {
    return "; so far: " + items.subList(Math.max(0, items.size() - 20), items.size());
  }
}
