package chat.charla.server.chat;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of tasks in progress. Further tasks wait in lines. The queue starts one task of
 * each line in turn, so that a long line hardly delays the tasks of other lines. Thread-safe.
 */
final class FairQueue {
  /** The most tasks that may wait in all lines together, as a multiple of {@link #longestLine}. */
  private static final int LINES_FULL_AT_ONCE = 100;

  private final int longestLine;

  // Guarded by this.
  private final Map<Object, Queue<Runnable>> lines = new LinkedHashMap<>();
  private int waiting;
  private int free;
  private boolean starting;

  /**
   * Creates a queue without tasks.
   *
   * @param atOnce how many tasks may be in progress
   * @param longestLine how many tasks may wait in one line
   */
  FairQueue(int atOnce, int longestLine) {
    this.free = atOnce;
    this.longestLine = longestLine;
  }

  /**
   * Runs the task when its turn comes: on this thread, or later on a thread that uses this queue.
   * When the work that the task starts has ended, {@link #done} must be called once, by the task
   * itself or by other code.
   *
   * @param line the line in which the task waits if necessary
   * @return false if too many tasks wait already; the task does not run then
   */
  boolean take(Object line, Runnable task) {
    synchronized (this) {
      Queue<Runnable> before = lines.get(line);
      if ((before != null && before.size() >= longestLine)
          || waiting >= LINES_FULL_AT_ONCE * longestLine) {
        return false;
      }
      lines.computeIfAbsent(line, first -> new ArrayDeque<>()).add(task);
      waiting++;
    }
    startWaiting();
    return true;
  }

  /** Must be called when the work that a task has started has ended. */
  void done() {
    synchronized (this) {
      free++;
    }
    startWaiting();
  }

  /**
   * Starts tasks until none may start. Only one thread at a time does this; on other threads, this
   * method returns at once.
   */
  private void startWaiting() {
    synchronized (this) {
      if (starting) {
        return;
      }
      starting = true;
    }
    RuntimeException bug = null;
    Error error = null;
    for (Runnable next = next(); next != null; next = next()) {
      try {
        next.run();
      } catch (RuntimeException e) {
        bug = e;
      } catch (Error e) {
        error = e;
      }
    }
    if (error != null) {
      throw error;
    }
    if (bug != null) {
      throw bug;
    }
  }

  /**
   * Takes the next task to start. If there is none, returns null and allows another thread to start
   * tasks.
   */
  private synchronized @Nullable Runnable next() {
    if (free == 0 || lines.isEmpty()) {
      starting = false;
      return null;
    }
    free--;
    waiting--;
    Map.Entry<Object, Queue<Runnable>> first = lines.entrySet().iterator().next();
    Queue<Runnable> line = first.getValue();
    Runnable task = line.remove();
    // Move the line to the end, behind the other lines.
    lines.remove(first.getKey());
    if (!line.isEmpty()) {
      lines.put(first.getKey(), line);
    }
    return task;
  }
}
