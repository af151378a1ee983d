package chat.charla.server.storage;

import chat.charla.server.health.Health;
import chat.charla.server.log.Append;
import chat.charla.server.log.Chunk;
import chat.charla.server.log.DedupeKey;
import chat.charla.server.log.ForwardingLog;
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
 * and its appends and all failures to a listener. Does not watch the methods that block, because
 * the server calls them only while it starts.
 */
final class WatchedLog extends ForwardingLog {
  private final Health health;
  private final StorageListener listener;
  private final ReportedFailures failures;

  WatchedLog(MessageLog log, Health health, StorageListener listener) {
    super(log);
    this.health = health;
    this.listener = listener;
    this.failures = new ReportedFailures(listener);
  }

  @Override
  public CompletionStage<Tail> open(TimelineId timeline) {
    return failures.watch(Operation.OPEN, health.watch(() -> super.open(timeline)));
  }

  @Override
  public CompletionStage<OpenedRoom> openRoom(TimelineId room, byte[] firstRecord) {
    return failures.watch(Operation.OPEN, health.watch(() -> super.openRoom(room, firstRecord)));
  }

  @Override
  public CompletionStage<Void> append(Append append) {
    long startNanos = System.nanoTime();
    CompletionStage<Void> stage = health.watch(() -> super.append(append));
    stage.thenRun(() -> listener.appended(events(append), System.nanoTime() - startNanos));
    return failures.watch(Operation.APPEND, stage);
  }

  /**
   * Reports only failures to {@link Health}. If receipts cannot be read, the server cannot answer
   * sends. But a successful lookup does not prove that writes work.
   */
  @Override
  public CompletionStage<List<Optional<byte[]>>> find(List<DedupeKey> keys) {
    return failures.watch(Operation.LOOKUP, health.watchFailures(super.find(keys)));
  }

  @Override
  public CompletionStage<Chunk> read(TimelineId timeline, long from, int maxEvents, int maxBytes) {
    return failures.watch(Operation.READ, super.read(timeline, from, maxEvents, maxBytes));
  }

  @Override
  public CompletionStage<Chunk> readBefore(
      TimelineId timeline, long before, int maxEvents, int maxBytes) {
    return failures.watch(Operation.READ, super.readBefore(timeline, before, maxEvents, maxBytes));
  }

  @Override
  public CompletionStage<Optional<Tail>> trim(TimelineId timeline, long keepFrom) {
    return failures.watch(Operation.REMOVE, health.watch(() -> super.trim(timeline, keepFrom)));
  }

  @Override
  public CompletionStage<Map<TimelineId, Long>> appendedSince(
      List<TimelineId> timelines, long timeMillis) {
    return failures.watch(Operation.READ, super.appendedSince(timelines, timeMillis));
  }

  /**
   * Reports nothing to {@link Health}, because most calls only read. The log leaves out receipts
   * that cannot be read or removed, and tells its own listener.
   */
  @Override
  public CompletionStage<Boolean> removeReceipts(long timeMillis) {
    return failures.watch(Operation.REMOVE, super.removeReceipts(timeMillis));
  }

  @Override
  public CompletionStage<Boolean> removeUnused(TimelineId timeline) {
    return failures.watch(Operation.REMOVE, health.watch(() -> super.removeUnused(timeline)));
  }

  /**
   * Reports nothing to {@link Health}, because the log removes the data in batches, which may take
   * long.
   */
  @Override
  public CompletionStage<Void> forget(String identityId) {
    return failures.watch(Operation.REMOVE, super.forget(identityId));
  }

  private static int events(Append append) {
    return append.parts().stream().mapToInt(part -> part.entries().size()).sum();
  }
}
