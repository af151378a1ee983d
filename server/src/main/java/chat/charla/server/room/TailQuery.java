package chat.charla.server.room;

import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.scheduling.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks the log for the tails of timelines after a write with an unknown outcome, and repeats the
 * query until the log answers. The query is itself a write ({@link MessageLog#open}). So when the
 * log has answered, the earlier write can no longer take effect. Owned by the core.
 */
final class TailQuery {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final MessageLog log;
  private final Scheduler core;

  TailQuery(MessageLog log, Scheduler core) {
    this.log = log;
    this.core = core;
  }

  /** Receives the answer of the log, on the core. */
  interface Answer {
    /**
     * Called once.
     *
     * @param hasFailed whether the log has failed to answer an earlier attempt
     */
    void tails(Map<TimelineId, Tail> tails, boolean hasFailed);
  }

  /**
   * Asks for the tails of these timelines.
   *
   * @param onFailure called on the core each time that the log fails to answer
   */
  void ask(List<TimelineId> timelines, Runnable onFailure, Answer answer) {
    ask(timelines, onFailure, answer, false);
  }

  private void ask(
      List<TimelineId> timelines, Runnable onFailure, Answer answer, boolean hasFailed) {
    Map<TimelineId, Tail> found = new ConcurrentHashMap<>();
    core.whenComplete(
        () -> open(timelines, found),
        (none, failure) -> {
          if (failure == null) {
            answer.tails(found, hasFailed);
          } else {
            onFailure.run();
            core.schedule(RETRY, () -> ask(timelines, onFailure, answer, true));
          }
        });
  }

  private CompletionStage<Void> open(List<TimelineId> timelines, Map<TimelineId, Tail> found) {
    CompletableFuture<?>[] opened =
        timelines.stream()
            .map(id -> log.open(id).thenAccept(tail -> found.put(id, tail)).toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(opened);
  }
}
