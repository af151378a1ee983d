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
 * A thread that carries out drawing tasks in order. A terminal is slow, and callers should not wait
 * for the terminal. The thread carries out all waiting tasks in one step.
 *
 * <p>The terminal may be blocked, so the queue is bounded. When the queue is full, a caller that
 * adds a task waits. A waiting chat reads nothing from its server.
 */
final class Painter implements AutoCloseable {
  /**
   * The maximum number of tasks in the queue. While the queue is full, a caller that adds a task
   * waits.
   */
  static final int MAX_WAITING = 1000;

  /**
   * How many characters the tasks in the queue may print together, so that long texts do not fill
   * the memory. A longer text waits until the queue is empty.
   */
  static final int MAX_WAITING_CHARACTERS = 100_000;

  /** The pause between two drawings. The user does not notice so short a pause. */
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** A drawing task. */
  sealed interface Task {
    /** How many characters this prints. */
    default int characters() {
      return 0;
    }

    /** Prints lines above the input area. */
    record Lines(StyledText text) implements Task {
      @Override
      public int characters() {
        return text.length();
      }
    }

    /** Clears the screen. */
    record Clear() implements Task {}

    /** Rings the bell. */
    record Bell() implements Task {}
  }

  /** Carries out the tasks, and draws the input area. */
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
  private int waitingCharacters;
  private boolean painted;
  private boolean stale;
  private boolean closing;

  /** Creates a painter for this canvas. */
  Painter(Canvas canvas) {
    this.canvas = canvas;
    // A blocked terminal must not keep the program alive.
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /**
   * Adds a task. If the queue is full, waits until it has space. After {@link #close} this does
   * nothing.
   */
  void add(Task task) {
    lock.lock();
    try {
      while (!hasSpace(task) && !closing) {
        space.awaitUninterruptibly();
      }
      if (!closing) {
        waiting.add(task);
        waitingCharacters += task.characters();
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean hasSpace(Task task) {
    return waiting.isEmpty()
        || (waiting.size() < MAX_WAITING
            && waitingCharacters + task.characters() <= MAX_WAITING_CHARACTERS);
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
   * until the thread has ended. Callers may call this repeatedly and on several threads.
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

  /**
   * Waits until the thread has ended, at most for {@code limit}. Returns whether the thread has
   * ended.
   */
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

  /**
   * Waits until there is something to draw, and returns the waiting tasks. Returns null if the
   * painter is closed and no task waits.
   */
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
      waitingCharacters = 0;
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
