package chat.charla.server.log;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Passes each call on to another log. A subclass overrides the calls that it changes. */
public class ForwardingLog implements MessageLog {
  private final MessageLog log;

  /** Creates a log that passes each call on to this log. */
  protected ForwardingLog(MessageLog log) {
    this.log = log;
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
  public Map<TimelineId, List<byte[]>> memberRecords() {
    return log.memberRecords();
  }

  @Override
  public CompletionStage<Tail> open(TimelineId timeline) {
    return log.open(timeline);
  }

  @Override
  public CompletionStage<OpenedRoom> openRoom(TimelineId room, byte[] firstRecord) {
    return log.openRoom(room, firstRecord);
  }

  @Override
  public CompletionStage<Void> append(Append append) {
    return log.append(append);
  }

  @Override
  public CompletionStage<List<Optional<byte[]>>> find(List<DedupeKey> keys) {
    return log.find(keys);
  }

  @Override
  public CompletionStage<Chunk> read(TimelineId timeline, long from, int maxEvents, int maxBytes) {
    return log.read(timeline, from, maxEvents, maxBytes);
  }

  @Override
  public CompletionStage<Chunk> readBefore(
      TimelineId timeline, long before, int maxEvents, int maxBytes) {
    return log.readBefore(timeline, before, maxEvents, maxBytes);
  }

  @Override
  public CompletionStage<Optional<Tail>> trim(TimelineId timeline, long keepFrom) {
    return log.trim(timeline, keepFrom);
  }

  @Override
  public CompletionStage<Map<TimelineId, Long>> appendedSince(
      List<TimelineId> timelines, long timeMillis) {
    return log.appendedSince(timelines, timeMillis);
  }

  @Override
  public CompletionStage<Boolean> removeReceipts(long timeMillis) {
    return log.removeReceipts(timeMillis);
  }

  @Override
  public CompletionStage<Boolean> removeUnused(TimelineId timeline) {
    return log.removeUnused(timeline);
  }

  @Override
  public CompletionStage<Void> forget(String identityId) {
    return log.forget(identityId);
  }
}
