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
 * A thread that carries out drawing tasks in order, several tasks of a burst together. A terminal
 * is slow, and callers should not wait for it.
 *
 * <p>The queue is bounded, in case the terminal is blocked: when it is full, a caller that adds a
 * task waits. A chat then reads no more from its server.
 */
final class Painter implements AutoCloseable {
  /** The maximum number of waiting tasks; beyond it, callers wait. */
  static final int MAX_WAITING = 1000;

  /** The pause between two drawings, short enough not to be noticed. */
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** A drawing task. */
  sealed interface Task {
    /** Prints lines above the input area. */
    record Lines(StyledText text) implements Task {}

    /** Clears the screen. */
    record Clear() implements Task {}

    /** Rings the bell. */
    record Bell() implements Task {}
  }

  /** Where the tasks are drawn. */
  interface Canvas {
    /** Carries out these tasks, and draws the current input area. */
    void paint(List<Task> tasks);

    /** Restores the terminal. */
    void leave();
  }

  private final Canvas canvas;
  private final Thread thread = new Thread(this::run, "charla-screen");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition space = lock.newCondition();
  private final List<Task> waiting = new ArrayList<>();
  private boolean painted;
  private boolean stale;
  private boolean closing;

  /** A painter for this canvas. */
  Painter(Canvas canvas) {
    this.canvas = canvas;
    // A blocked terminal must not keep the program alive.
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Adds a task; ignored after {@link #close}. */
  void add(Task task) {
    lock.lock();
    try {
      while (waiting.size() >= MAX_WAITING && !closing) {
        space.awaitUninterruptibly();
      }
      if (!closing) {
        waiting.add(task);
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Requests that the input area be drawn again. */
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
   * Asks the thread to draw the waiting tasks, to restore the terminal, and to end. Does not wait
   * for it. May be called repeatedly and by several threads.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      changed.signal();
      space.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the thread has ended, at most for this time; returns whether it has. */
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
      // The terminal is closed: stop drawing.
    } finally {
      stopWaiting();
    }
  }

  /** Waits until it is time to draw, and returns the waiting tasks; null at the end. */
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
      space.signalAll();
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
      space.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
