package chat.charla.server.delivery;

import chat.charla.server.scheduling.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * An event loop, with a turn to read the log: only one reader of the loop has the turn at a time.
 *
 * <p>At most one chunk of the log is on its way to a loop. Processing a chunk takes long, and new
 * events wait in the same queue. If each of a thousand readers that are behind could have a chunk
 * in the queue, live readers would wait for all of these chunks. Between two chunks the loop also
 * processes its connections, and pauses as long as the {@link CatchUpPacer} says. A turn that gets
 * its events from the {@link RecentChunk} is followed by a pause, too.
 *
 * <p>Any thread may call {@link #execute} and {@link #counts}; only the loop may call the other
 * methods.
 */
public final class ReaderLoop implements Executor {
  private final Scheduler loop;
  private final Executor nextRound;
  private final CatchUpPacer pacer;
  private final LoopCounts counts = new LoopCounts();
  private final Queue<BooleanSupplier> waiting = new ArrayDeque<>(0);

  /** Whether a chunk is on its way, or the loop pauses after a chunk. */
  private boolean turnIsTaken;

  private long chunkStart;
  private final RecentChunk recentChunk = new RecentChunk();

  /**
   * Creates a loop whose turn is free.
   *
   * @param loop runs tasks one by one, in the order of submission
   * @param nextRound runs tasks on the same thread, when the loop has processed the connections
   *     that are ready now
   */
  ReaderLoop(Scheduler loop, Executor nextRound, CatchUpPacer pacer) {
    this.loop = loop;
    this.nextRound = nextRound;
    this.pacer = pacer;
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(task);
  }

  /** The counts of the readers of this loop. */
  LoopCounts counts() {
    return counts;
  }

  /**
   * Runs the task as soon as the turn is free. If the task returns true, it has begun to read a
   * chunk, and must call {@link #returnTurn} when the chunk has been read. If the task returns
   * false, it reads nothing, and the turn passes to the next task without a pause.
   */
  void awaitTurn(BooleanSupplier read) {
    waiting.add(read);
    if (!turnIsTaken) {
      passTurnOn();
    }
  }

  /** The chunk that the readers of this loop share. */
  RecentChunk recentChunk() {
    return recentChunk;
  }

  /** Ends a turn. The next task runs in the loop's next round, or after a pause. */
  void returnTurn() {
    // By the next round, the chunk has usually been written to its connection.
    nextRound.execute(this::pause);
  }

  private void pause() {
    long pause = pacer.pauseNanos(loop.nanoTime() - chunkStart);
    if (pause > 0) {
      var unused = loop.schedule(Duration.ofNanos(pause), this::passTurnOn);
    } else {
      passTurnOn();
    }
  }

  private void passTurnOn() {
    boolean reads = false;
    // A task may call awaitTurn, which then only adds to the queue.
    turnIsTaken = true;
    while (!reads && !waiting.isEmpty()) {
      chunkStart = loop.nanoTime();
      reads = waiting.remove().getAsBoolean();
    }
    turnIsTaken = reads;
    if (waiting.isEmpty()) {
      recentChunk.drop();
    }
  }
}
