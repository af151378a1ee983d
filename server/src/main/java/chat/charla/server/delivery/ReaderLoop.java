package chat.charla.server.delivery;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * An event loop, and what the readers of its connections share: the turn to read the log.
 *
 * <p>One chunk of the log is on its way to a loop at a time. A chunk is much work when it arrives,
 * and what has just been posted waits in the same line: if a thousand readers that catch up could
 * all have a chunk there, those who are live would wait for all of these. And between two chunks
 * the loop looks at its connections.
 *
 * <p>{@link #execute} may be called by any thread; the rest belongs to the loop.
 */
public final class ReaderLoop implements Executor {
  private final Executor loop;
  private final Executor nextRound;
  private final Queue<Runnable> waiting = new ArrayDeque<>(0);
  private boolean taken;

  /**
   * A loop.
   *
   * @param loop runs tasks one by one, in the order of their coming
   * @param nextRound runs them there too, but not before the loop has looked at its connections
   */
  public ReaderLoop(Executor loop, Executor nextRound) {
    this.loop = loop;
    this.nextRound = nextRound;
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(task);
  }

  /** Runs the task, which reads a chunk, when it is its turn. It gives the turn back at last. */
  void takeTurn(Runnable read) {
    if (taken) {
      waiting.add(read);
    } else {
      taken = true;
      read.run();
    }
  }

  /** Gives back the turn: for the next one, in the loop's next round. */
  void giveTurnBack() {
    Runnable next = waiting.poll();
    if (next == null) {
      taken = false;
    } else {
      nextRound.execute(next);
    }
  }
}
