package chat.charla.server.delivery;

import chat.charla.server.log.Chunk;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.TimelineId;
import chat.charla.server.scheduling.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Access to the log for the subscriptions of one reader. Only the subscription that has the turn
 * may read the log. So a reader that is behind in many timelines holds only one chunk in memory.
 * Owned by the reader's event loop.
 */
final class LogTurn {
  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  private final MessageLog log;
  private final Scheduler timers;
  private boolean isTaken;

  LogTurn(MessageLog log, Scheduler timers) {
    this.log = log;
    this.timers = timers;
  }

  /** Takes the turn if it is free. Returns whether it was free. */
  boolean tryTake() {
    boolean free = !isTaken;
    isTaken = true;
    return free;
  }

  void release() {
    isTaken = false;
  }

  /** Reads a chunk of the log, as {@link MessageLog#read} does. */
  CompletionStage<Chunk> read(TimelineId timeline, long from, int maxEvents, int maxBytes) {
    return log.read(timeline, from, maxEvents, maxBytes);
  }

  /**
   * Schedules a task after a failed read, with a delay of {@link #RETRY_DELAY}. The task does not
   * run on the loop.
   */
  void retry(Runnable task) {
    timers.schedule(RETRY_DELAY, task);
  }
}
