package chat.charla.server.session;

import java.util.ArrayDeque;
import java.util.Queue;

/** Lets so many tasks be under way at once; others wait, in their order. Thread-safe. */
final class Turns {
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int free;

  Turns(int atOnce) {
    this.free = atOnce;
  }

  /** Runs the task, now or on a thread that has called {@link #done}. The task calls it, too. */
  void take(Runnable task) {
    synchronized (waiting) {
      if (free == 0) {
        waiting.add(task);
        return;
      }
      free--;
    }
    task.run();
  }

  /** A task is not under way any more. */
  void done() {
    Runnable next;
    synchronized (waiting) {
      next = waiting.poll();
      if (next == null) {
        free++;
        return;
      }
    }
    next.run();
  }
}
