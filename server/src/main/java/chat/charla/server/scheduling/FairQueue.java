package chat.charla.server.scheduling;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of tasks in progress. Further tasks wait in lines (queues). This class starts
 * one task of each line in turn, so that a long line hardly delays the tasks of other lines.
 * Thread-safe.
 *
 * <p>The tasks of preferred lines start first. When {@value #PREFERRED_IN_SUCCESSION} of them have
 * started while other tasks wait, one of the others starts. The number of tasks that may wait is
 * limited separately for both kinds of lines.
 *
 * <p>A line may have as many tasks as there are free places. So the longest line never takes more
 * than half of the places, and a task of a new line finds a place even if a few lines are as long
 * as possible (A. K. Choudhury and E. L. Hahne, "Dynamic Queue Length Thresholds for Shared-Memory
 * Packet Switches", 1998).
 */
public final class FairQueue {
  private static final int PREFERRED_IN_SUCCESSION = 3;

  private final int longestLine;
  private final int mostWaiting;

  // Guarded by this.
  private final Lines preferred = new Lines();
  private final Lines others = new Lines();
  private int preferredInSuccession;
  private int free;
  private boolean starting;

  /** Waiting tasks. */
  private final class Lines {
    private final Map<Object, Queue<Runnable>> lines = new LinkedHashMap<>();
    private int waiting;

    boolean isEmpty() {
      return lines.isEmpty();
    }

    /** Adds a task, unless too many tasks wait. */
    boolean add(Object line, Runnable task) {
      Queue<Runnable> before = lines.get(line);
      int length = before == null ? 0 : before.size();
      if (length >= longestLine || length >= mostWaiting - waiting) {
        return false;
      }
      lines.computeIfAbsent(line, first -> new ArrayDeque<>()).add(task);
      waiting++;
      return true;
    }

    /** Takes the first task of the first line, and moves the line behind the other lines. */
    Runnable remove() {
      waiting--;
      Map.Entry<Object, Queue<Runnable>> first = lines.entrySet().iterator().next();
      Queue<Runnable> line = first.getValue();
      Runnable task = line.remove();
      lines.remove(first.getKey());
      if (!line.isEmpty()) {
        lines.put(first.getKey(), line);
      }
      return task;
    }
  }

  /**
   * Creates a queue without tasks.
   *
   * @param atOnce how many tasks may be in progress
   * @param longestLine how many tasks may wait in one line
   * @param mostWaiting how many tasks may wait in all preferred lines together, and how many in all
   *     other lines together
   */
  public FairQueue(int atOnce, int longestLine, int mostWaiting) {
    this.free = atOnce;
    this.longestLine = longestLine;
    this.mostWaiting = mostWaiting;
  }

  /**
   * Runs the task when its turn comes: on this thread, or later on a thread that uses this queue.
   * When the work that the task starts has ended, {@link #done} must be called once, by the task
   * itself or by other code.
   *
   * @param line identifies the line in which the task waits if necessary
   * @return false if too many tasks wait already; the task does not run then
   */
  public boolean take(Object line, Runnable task) {
    return take(others, line, task);
  }

  /** Like {@link #take(Object, Runnable)}, for a task of a preferred line. */
  public boolean takePreferred(Object line, Runnable task) {
    return take(preferred, line, task);
  }

  private boolean take(Lines lines, Object line, Runnable task) {
    synchronized (this) {
      if (!lines.add(line, task)) {
        return false;
      }
    }
    startWaiting();
    return true;
  }

  /** Must be called when the work that a task has started has ended. */
  public void done() {
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
    if (free == 0 || (preferred.isEmpty() && others.isEmpty())) {
      starting = false;
      return null;
    }
    free--;
    return nextLines().remove();
  }

  private Lines nextLines() {
    if (others.isEmpty()) {
      preferredInSuccession = 0;
      return preferred;
    }
    if (preferred.isEmpty() || preferredInSuccession == PREFERRED_IN_SUCCESSION) {
      preferredInSuccession = 0;
      return others;
    }
    preferredInSuccession++;
    return preferred;
  }
}
