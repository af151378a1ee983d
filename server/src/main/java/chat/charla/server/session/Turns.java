package chat.charla.server.session;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many tasks be under way at once. Others wait, in lines that are served in turn: so
 * whoever has many tasks waiting delays those of others by one at a time. Thread-safe.
 */
final class Turns {
  /** So many tasks may wait in all lines together. */
  private static final int LINES_FULL_AT_ONCE = 100;

  private final int longestLine;

  // All guarded by this.
  private final Map<String, Queue<Runnable>> lines = new LinkedHashMap<>();
  private int waiting;
  private int free;
  private boolean beginning;

  /**
   * Nothing is under way yet.
   *
   * @param longestLine how many tasks may wait in one line
   */
  Turns(int atOnce, int longestLine) {
    this.free = atOnce;
    this.longestLine = longestLine;
  }

  /**
   * Runs the task, now or on a thread that calls {@link #done}. The thread that runs it calls
   * {@link #done} when the task is not under way any more; it may do so while it runs.
   *
   * @param line in which the task waits if need be
   * @return false if too many wait already; then it is not run
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
    beginWaiting();
    return true;
  }

  /** A task is not under way any more. */
  void done() {
    synchronized (this) {
      free++;
    }
    beginWaiting();
  }

  /** One thread begins all that can begin: also what a task that ends at once makes room for. */
  private void beginWaiting() {
    synchronized (this) {
      if (beginning) {
        return;
      }
      beginning = true;
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

  /** The next task to begin; if there is none, another thread may look from now on. */
  private synchronized @Nullable Runnable next() {
    if (free == 0 || lines.isEmpty()) {
      beginning = false;
      return null;
    }
    free--;
    waiting--;
    Map.Entry<String, Queue<Runnable>> first = lines.entrySet().iterator().next();
    Queue<Runnable> line = first.getValue();
    Runnable task = line.remove();
    // To the end, behind the other lines.
    lines.remove(first.getKey());
    if (!line.isEmpty()) {
      lines.put(first.getKey(), line);
    }
    return task;
  }
}
