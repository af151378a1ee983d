package chat.charla.bench.http2;

import chat.charla.bench.loop.TimerQueue;
import chat.charla.bench.loop.Timers;

/** A time that moves only by {@link #advance}. */
final class VirtualTimers implements Timers {
  private final TimerQueue queue = new TimerQueue();
  private long now;

  /**
   * Creates timers.
   *
   * @param start the time at first, in nanoseconds
   */
  VirtualTimers(long start) {
    now = start;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public void at(long due, Runnable task) {
    queue.add(due, task);
  }

  /** Moves to a later time, and runs each task at the time at which it is due. */
  void advance(long to) {
    for (long due = queue.run(now, to); due - to < 0; due = queue.run(now, to)) {
      now = due;
    }
    now = to;
    queue.run(now, to);
  }
}
