package chat.charla.server.chat;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of tasks in progress. Other tasks wait in lines, which are served in turn: a
 * line with many waiting tasks delays a task of another line by at most one of its tasks.
 * Thread-safe.
 */
final class FairQueue {
  /** How many lines of the largest length all waiting tasks together may fill. */
  private static final int LINES_FULL_AT_ONCE = 100;

  private final int longestLine;

  // Guarded by this.
  private final Map<String, Queue<Runnable>> lines = new LinkedHashMap<>();
  private int waiting;
  private int free;
  private boolean starting;

  /**
   * No task is in progress yet.
   *
   * @param atOnce how many tasks may be in progress
   * @param longestLine how many tasks may wait in one line
   */
  FairQueue(int atOnce, int longestLine) {
    this.free = atOnce;
    this.longestLine = longestLine;
  }

  /**
   * Runs the task, now or on a thread that calls {@link #done}. When the work that the task starts
   * has ended, {@link #done} must be called; the task itself may call it.
   *
   * @param line the line in which the task waits if necessary
   * @return false if too many tasks wait already; the task does not run then
   */
  boolean take(String line, Runnable task) {
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

  /** The work that a task has started has ended. */
  void done() {
    synchronized (this) {
      free++;
    }
    startWaiting();
  }

  /**
   * Starts all tasks that may start. Only one thread does so at a time. It also starts the tasks
   * that become free to start meanwhile.
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

  /** The next task to start; null if there is none, and then another thread may start tasks. */
  private synchronized @Nullable Runnable next() {
    if (free == 0 || lines.isEmpty()) {
      starting = false;
      return null;
    }
    free--;
    waiting--;
    Map.Entry<String, Queue<Runnable>> first = lines.entrySet().iterator().next();
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
