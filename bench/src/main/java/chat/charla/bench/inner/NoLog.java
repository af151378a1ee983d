package chat.charla.bench.inner;

import chat.charla.server.log.Append;
import chat.charla.server.log.Chunk;
import chat.charla.server.log.DamagedTimeline;
import chat.charla.server.log.DedupeKey;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.OpenedRoom;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A log whose methods all throw. It is for readers that never fall behind, and so never read the
 * log.
 */
final class NoLog implements MessageLog {
  @Override
  public Map<TimelineId, Tail> timelines() {
    throw unexpected();
  }

  @Override
  public List<DamagedTimeline> damagedTimelines() {
    throw unexpected();
  }

  @Override
  public Map<TimelineId, byte[]> records() {
    throw unexpected();
  }

  @Override
  public Map<TimelineId, List<byte[]>> memberRecords() {
    throw unexpected();
  }

  @Override
  public CompletionStage<Tail> open(TimelineId timeline) {
    throw unexpected();
  }

  @Override
  public CompletionStage<OpenedRoom> openRoom(TimelineId room, byte[] firstRecord) {
    throw unexpected();
  }

  @Override
  public CompletionStage<Void> append(Append append) {
    throw unexpected();
  }

  @Override
  public CompletionStage<List<Optional<byte[]>>> find(List<DedupeKey> keys) {
    throw unexpected();
  }

  @Override
  public CompletionStage<Chunk> read(TimelineId timeline, long from, int maxEvents, int maxBytes) {
    throw unexpected();
  }

  @Override
  public CompletionStage<Chunk> readBefore(
      TimelineId timeline, long before, int maxEvents, int maxBytes) {
    throw unexpected();
  }

  @Override
  public CompletionStage<Optional<Tail>> trim(TimelineId timeline, long keepFrom) {
    throw unexpected();
  }

  @Override
  public CompletionStage<Map<TimelineId, Long>> appendedSince(
      List<TimelineId> timelines, long timeMillis) {
    throw unexpected();
  }

  @Override
  public CompletionStage<Boolean> removeReceipts(long timeMillis) {
    throw unexpected();
  }

  @Override
  public CompletionStage<Boolean> removeUnused(TimelineId timeline) {
    throw unexpected();
  }

  @Override
  public CompletionStage<Void> forget(String identityId) {
    throw unexpected();
  }

  private static IllegalStateException unexpected() {
    return new IllegalStateException("the log must not be used here");
  }
}
