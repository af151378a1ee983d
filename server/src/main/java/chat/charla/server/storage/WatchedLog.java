package chat.charla.server.storage;

import chat.charla.server.health.Health;
import chat.charla.server.log.Append;
import chat.charla.server.log.Chunk;
import chat.charla.server.log.DamagedTimeline;
import chat.charla.server.log.DedupeKey;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.OpenedRoom;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.storage.StorageListener.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A log that reports the results of its writes and failed lookups of receipts to {@link Health},
 * and its appends and all failures to a listener.
 */
final class WatchedLog implements MessageLog {
  private final MessageLog log;
  private final Health health;
  private final StorageListener listener;
  private final ReportedFailures failures;

  WatchedLog(MessageLog log, Health health, StorageListener listener) {
    this.log = log;
    this.health = health;
    this.listener = listener;
    this.failures = new ReportedFailures(listener);
  }

  @Override
  public Map<TimelineId, Tail> timelines() {
    return log.timelines();
  }

  @Override
  public List<DamagedTimeline> damagedTimelines() {
    return log.damagedTimelines();
  }

  @Override
  public Map<TimelineId, byte[]> records() {
    return log.records();
  }

  @Override
  public CompletionStage<Tail> open(TimelineId timeline) {
    return failures.of(Operation.OPEN, health.watch(() -> log.open(timeline)));
  }

  @Override
  public CompletionStage<OpenedRoom> openRoom(TimelineId room, byte[] firstRecord) {
    return failures.of(Operation.OPEN, health.watch(() -> log.openRoom(room, firstRecord)));
  }

  @Override
  public CompletionStage<Void> append(Append append) {
    long begun = System.nanoTime();
    CompletionStage<Void> stage = health.watch(() -> log.append(append));
    stage.thenRun(() -> listener.appended(events(append), System.nanoTime() - begun));
    return failures.of(Operation.APPEND, stage);
  }

  /**
   * Reports only failures to {@link Health}. If receipts cannot be read, the server cannot answer
   * sends. But a successful lookup does not prove that writes work.
   */
  @Override
  public CompletionStage<List<Optional<byte[]>>> find(List<DedupeKey> keys) {
    return failures.of(Operation.LOOKUP, health.watchFailures(log.find(keys)));
  }

  @Override
  public CompletionStage<Chunk> read(TimelineId timeline, long from, int maxEvents, int maxBytes) {
    return failures.of(Operation.READ, log.read(timeline, from, maxEvents, maxBytes));
  }

  @Override
  public CompletionStage<Chunk> readBefore(
      TimelineId timeline, long before, int maxEvents, int maxBytes) {
    return failures.of(Operation.READ, log.readBefore(timeline, before, maxEvents, maxBytes));
  }

  @Override
  public CompletionStage<Optional<Tail>> trim(TimelineId timeline, long keepFrom) {
    return failures.of(Operation.REMOVE, health.watch(() -> log.trim(timeline, keepFrom)));
  }

  @Override
  public CompletionStage<Map<TimelineId, Long>> appendedSince(
      List<TimelineId> timelines, long timeMillis) {
    return failures.of(Operation.READ, log.appendedSince(timelines, timeMillis));
  }

  /** Reports nothing to {@link Health}, because most calls only read. */
  @Override
  public CompletionStage<Boolean> removeReceipts(long timeMillis) {
    return failures.of(Operation.REMOVE, log.removeReceipts(timeMillis));
  }

  @Override
  public CompletionStage<Boolean> removeUnused(TimelineId timeline) {
    return failures.of(Operation.REMOVE, health.watch(() -> log.removeUnused(timeline)));
  }

  /**
   * Reports nothing to {@link Health}, because the log removes the data in batches, which may take
   * long.
   */
  @Override
  public CompletionStage<Void> forget(String identityId) {
    return failures.of(Operation.REMOVE, log.forget(identityId));
  }

  private static int events(Append append) {
    return append.parts().stream().mapToInt(part -> part.entries().size()).sum();
  }
}
