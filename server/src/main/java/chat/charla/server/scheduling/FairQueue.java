package chat.charla.server.scheduling;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of tasks in progress. Further tasks wait in lines (queues). This class starts
 * one task of each line in turn, so that a long line hardly delays the tasks of other lines.
 * Thread-safe.
 *
 * <p>Each line has a rank; rank 0 is the highest. The tasks of a higher rank start first. When
 * {@value #IN_SUCCESSION} tasks of a rank have started while tasks of lower ranks wait, one of the
 * waiting tasks of lower ranks starts. The number of tasks that may wait is limited separately for
 * each rank.
 *
 * <p>A line may have as many tasks as there are free places. So the longest line never takes more
 * than half of the places, and a task of a new line finds a place even if a few lines are as long
 * as possible (A. K. Choudhury and E. L. Hahne, "Dynamic Queue Length Thresholds for Shared-Memory
 * Packet Switches", 1998).
 */
public final class FairQueue {
  private static final int IN_SUCCESSION = 3;

  private final int maxLineLength;

  // Guarded by this.
  private final List<Lines> ranks;
  private int free;
  private boolean starting;

  /** The waiting tasks of one rank. */
  private final class Lines {
    private final int maxWaiting;
    private final Map<Object, Queue<Runnable>> lines = new LinkedHashMap<>();
    private int waiting;

    /** How many of these tasks have started in succession while tasks of lower ranks waited. */
    private int inSuccession;

    Lines(int maxWaiting) {
      this.maxWaiting = maxWaiting;
    }

    boolean isEmpty() {
      return lines.isEmpty();
    }

    /** Adds a task, unless too many tasks wait. */
    boolean add(Object line, Runnable task) {
      Queue<Runnable> before = lines.get(line);
      int length = before == null ? 0 : before.size();
      if (length >= maxLineLength || length >= maxWaiting - waiting) {
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
   * Creates a queue without tasks, with two ranks: preferred lines, and all others.
   *
   * @param maxInProgress how many tasks may be in progress
   * @param maxLineLength how many tasks may wait in one line
   * @param maxWaiting how many tasks may wait in all preferred lines together, and how many in all
   *     other lines together
   */
  public FairQueue(int maxInProgress, int maxLineLength, int maxWaiting) {
    this(maxInProgress, maxLineLength, List.of(maxWaiting, maxWaiting));
  }

  /**
   * Creates a queue without tasks.
   *
   * @param maxInProgress how many tasks may be in progress
   * @param maxLineLength how many tasks may wait in one line
   * @param maxWaiting for each rank, how many tasks may wait in all lines of the rank together
   */
  public FairQueue(int maxInProgress, int maxLineLength, List<Integer> maxWaiting) {
    this.free = maxInProgress;
    this.maxLineLength = maxLineLength;
    this.ranks = maxWaiting.stream().map(Lines::new).toList();
  }

  /** Like {@link #take(int, Object, Runnable)}, with the lowest rank. */
  public boolean take(Object line, Runnable task) {
    return take(ranks.size() - 1, line, task);
  }

  /** Like {@link #take(int, Object, Runnable)}, with the highest rank. */
  public boolean takePreferred(Object line, Runnable task) {
    return take(0, line, task);
  }

  /**
   * Runs the task when its turn comes: on this thread, or later on a thread that uses this queue.
   * When the work that the task starts has ended, {@link #done} must be called once, by the task
   * itself or by other code.
   *
   * @param rank the rank of the line, from 0, the highest
   * @param line identifies the line of this rank in which the task waits if necessary
   * @return false if too many tasks wait already; the task does not run then
   */
  public boolean take(int rank, Object line, Runnable task) {
    synchronized (this) {
      if (!ranks.get(rank).add(line, task)) {
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
    if (free == 0 || isEmptyFrom(0)) {
      starting = false;
      return null;
    }
    free--;
    return nextLines().remove();
  }

  private boolean isEmptyFrom(int rank) {
    return ranks.stream().skip(rank).allMatch(Lines::isEmpty);
  }

  /** The lines whose turn it is. At least one task must wait. */
  private Lines nextLines() {
    int rank = 0;
    while (true) {
      Lines lines = ranks.get(rank);
      if (isEmptyFrom(rank + 1)) {
        lines.inSuccession = 0;
        return lines;
      }
      if (!lines.isEmpty() && lines.inSuccession < IN_SUCCESSION) {
        lines.inSuccession++;
        return lines;
      }
      lines.inSuccession = 0;
      rank++;
    }
  }
}
