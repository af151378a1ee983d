package chat.charla.cli.terminal;

import chat.charla.cli.text.StyledText;
import java.io.IOError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A thread that draws what others want drawn, in their order, and what comes in a burst at once: a
 * terminal is slow, and a caller with something to show should not wait for it.
 *
 * <p>A terminal that takes nothing must not fill the memory either. So, when much is waiting, a
 * caller that brings more waits as well: a chat then takes no more from its server.
 */
final class Painter implements AutoCloseable {
  /** How many things wait before who brings more waits, too. */
  static final int MAX_WAITING = 1000;

  /** Between two pictures: as often as a person can see. */
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** Something to draw. */
  sealed interface Task {
    /** Lines above the input. */
    record Lines(StyledText text) implements Task {}

    /** An empty screen. */
    record Clear() implements Task {}

    /** A sound. */
    record Bell() implements Task {}
  }

  /** What can be drawn on. */
  interface Canvas {
    /** Does these tasks, and draws the input area as it is now. */
    void paint(List<Task> tasks);

    /** Leaves the terminal as it was. */
    void leave();
  }

  private final Canvas canvas;
  private final Thread thread = new Thread(this::run, "charla-screen");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final List<Task> waiting = new ArrayList<>();
  private boolean painted;
  private boolean stale;
  private boolean closing;

  /** Draws on this canvas. */
  Painter(Canvas canvas) {
    this.canvas = canvas;
    // A terminal that takes nothing must not keep the program alive.
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Adds something to be drawn; after {@link #close}, nothing happens. */
  void add(Task task) {
    lock.lock();
    try {
      while (waiting.size() >= MAX_WAITING && !closing) {
        room.awaitUninterruptibly();
      }
      if (!closing) {
        waiting.add(task);
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The input area has to be drawn again. */
  void refresh() {
    lock.lock();
    try {
      stale = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Draws what is waiting, and leaves the terminal as it was; but a terminal that takes nothing is
   * left soon. May be called by several, and twice.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      changed.signal();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the thread has ended, at most so long; says whether it has. */
  boolean awaitEnd(Duration limit) {
    try {
      thread.join(limit.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  private void run() {
    try {
      for (List<Task> tasks = next(); tasks != null; tasks = next()) {
        canvas.paint(tasks);
      }
      canvas.leave();
    } catch (IOError | IllegalStateException terminalIsGone) {
      // The terminal shows nothing after that.
    } finally {
      stopWaiting();
    }
  }

  /** All that is waiting, when it is time for a picture; null if there will be none. */
  private @Nullable List<Task> next() {
    lock.lock();
    try {
      awaitPause();
      while (waiting.isEmpty() && !stale && !closing) {
        changed.awaitUninterruptibly();
      }
      if (waiting.isEmpty() && closing) {
        return null;
      }
      List<Task> tasks = List.copyOf(waiting);
      waiting.clear();
      stale = false;
      room.signalAll();
      return tasks;
    } finally {
      lock.unlock();
    }
  }

  private void awaitPause() {
    long nanos = PAUSE.toNanos();
    try {
      while (painted && nanos > 0 && !closing) {
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    painted = true;
  }

  private void stopWaiting() {
    lock.lock();
    try {
      closing = true;
      waiting.clear();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
