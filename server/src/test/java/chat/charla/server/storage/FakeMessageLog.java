package chat.charla.server.storage;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The {@link MessageLog} of a {@link FakeStorage}. */
final class FakeMessageLog implements MessageLog {
  private final FakeDisk disk;
  private final FakeTransport transport;

  FakeMessageLog(FakeDisk disk, FakeTransport transport) {
    this.disk = disk;
    this.transport = transport;
  }

  @Override
  public Map<TimelineId, Tail> timelines() {
    transport.requireOpen();
    return disk.timelines();
  }

  @Override
  public List<DamagedTimeline> damagedTimelines() {
    return List.of();
  }

  @Override
  public Map<TimelineId, byte[]> records() {
    transport.requireOpen();
    return disk.records();
  }

  @Override
  public Map<TimelineId, List<byte[]>> memberRecords() {
    transport.requireOpen();
    return disk.memberRecords();
  }

  @Override
  public CompletionStage<Tail> open(TimelineId timeline) {
    return transport.write(() -> disk.open(timeline));
  }

  @Override
  public CompletionStage<OpenedRoom> openRoom(TimelineId room, byte[] firstRecord) {
    if (!room.isRoom()) {
      throw new IllegalArgumentException("not a room: " + room);
    }
    byte[] record = firstRecord.clone();
    return transport.write(() -> disk.openRoom(room, record));
  }

  @Override
  public CompletionStage<Void> append(Append append) {
    return withoutResult(
        transport.write(
            () -> {
              disk.append(append);
              return append;
            }));
  }

  @Override
  public CompletionStage<List<Optional<byte[]>>> find(List<DedupeKey> keys) {
    List<DedupeKey> wanted = List.copyOf(keys);
    return transport.read(() -> disk.find(wanted));
  }

  @Override
  public CompletionStage<Chunk> read(TimelineId timeline, long from, int maxEvents, int maxBytes) {
    return transport.read(() -> disk.read(timeline, from, maxEvents, maxBytes));
  }

  @Override
  public CompletionStage<Chunk> readBefore(
      TimelineId timeline, long before, int maxEvents, int maxBytes) {
    return transport.read(() -> disk.readBefore(timeline, before, maxEvents, maxBytes));
  }

  @Override
  public CompletionStage<Optional<Tail>> trim(TimelineId timeline, long keepFrom) {
    return transport.write(() -> disk.trim(timeline, keepFrom));
  }

  @Override
  public CompletionStage<Map<TimelineId, Long>> appendedSince(
      List<TimelineId> timelines, long timeMillis) {
    List<TimelineId> wanted = List.copyOf(timelines);
    return transport.read(() -> disk.appendedSince(wanted, timeMillis));
  }

  @Override
  public CompletionStage<Boolean> removeReceipts(long timeMillis) {
    return transport.write(() -> disk.removeReceipts(timeMillis));
  }

  @Override
  public CompletionStage<Boolean> removeUnused(TimelineId timeline) {
    return transport.write(() -> disk.removeUnused(timeline));
  }

  @Override
  public CompletionStage<Void> forget(String identityId) {
    return withoutResult(
        transport.write(
            () -> {
              disk.forget(identityId);
              return identityId;
            }));
  }

  /** If the given stage fails, the returned stage fails with the same exception, not wrapped. */
  private static CompletionStage<Void> withoutResult(CompletionStage<?> stage) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    stage.whenComplete(
        (result, failure) -> {
          if (failure != null) {
            done.completeExceptionally(failure);
          } else {
            done.complete(null);
          }
        });
    return done;
  }
}
