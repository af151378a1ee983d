package chat.charla.server.health;

import chat.charla.server.log.Append;
import chat.charla.server.log.Chunk;
import chat.charla.server.log.DedupeKey;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A log that reports to {@link Health} the results of its writes, and failed lookups of receipts.
 */
public final class WatchedLog implements MessageLog {
  private final MessageLog log;
  private final Health health;

  public WatchedLog(MessageLog log, Health health) {
    this.log = log;
    this.health = health;
  }

  /** Starts a write to a log or another store, and reports its result. */
  public static <T> CompletionStage<T> write(Health health, Supplier<CompletionStage<T>> write) {
    Health.Work work = health.begin();
    CompletionStage<T> stage;
    try {
      stage = write.get();
    } catch (RuntimeException failure) {
      work.done();
      health.written(failure);
      throw failure;
    }
    stage.whenComplete(
        (result, failure) -> {
          work.done();
          health.written(failure);
        });
    return stage;
  }

  @Override
  public Map<TimelineId, Tail> timelines() {
    return log.timelines();
  }

  @Override
  public CompletionStage<Tail> open(TimelineId timeline) {
    return write(health, () -> log.open(timeline));
  }

  @Override
  public CompletionStage<Void> append(Append append) {
    return write(health, () -> log.append(append));
  }

  /**
   * Reports failures only: if receipts cannot be read, sends cannot be answered, but a successful
   * lookup does not prove that writes work.
   */
  @Override
  public CompletionStage<List<Optional<byte[]>>> find(List<DedupeKey> keys) {
    CompletionStage<List<Optional<byte[]>>> stage = log.find(keys);
    stage.whenComplete(
        (found, failure) -> {
          if (failure != null) {
            health.written(failure);
          }
        });
    return stage;
  }

  @Override
  public CompletionStage<Chunk> read(TimelineId timeline, long from, int maxEvents, int maxBytes) {
    return log.read(timeline, from, maxEvents, maxBytes);
  }

  @Override
  public CompletionStage<Boolean> removeUnused(TimelineId timeline) {
    return write(health, () -> log.removeUnused(timeline));
  }

  /** Not watched, because it may take long: it is done in parts. */
  @Override
  public CompletionStage<Void> forget(String identityId) {
    return log.forget(identityId);
  }
}
