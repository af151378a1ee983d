package chat.charla.server.storage.sqlite;

import chat.charla.server.log.Append;
import chat.charla.server.log.Chunk;
import chat.charla.server.log.DamagedTimeline;
import chat.charla.server.log.DedupeKey;
import chat.charla.server.log.Entry;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.OpenedRoom;
import chat.charla.server.log.RoomUpdate;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.storage.StorageListener;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The message log. It submits writes to the writer, and queries to the readers. */
final class SqliteMessageLog implements MessageLog {
  private static final byte[] NO_RECORD = {};

  private final Writer writer;
  private final Readers readers;
  private final Readers lookups;
  private final IdentityRemoval removal;
  private final ReceiptTrimming receiptTrimming;

  /**
   * Creates a log.
   *
   * @param listener is told about failures that no call of the log returns
   */
  SqliteMessageLog(
      Writer writer,
      Readers readers,
      Readers lookups,
      IdentityRemoval removal,
      StorageListener listener) {
    this.writer = writer;
    this.readers = readers;
    this.lookups = lookups;
    this.removal = removal;
    this.receiptTrimming = new ReceiptTrimming(writer, readers, listener);
  }

  @Override
  public Map<TimelineId, Tail> timelines() {
    return readers.readNow(tables -> tables.timelines().all());
  }

  @Override
  public List<DamagedTimeline> damagedTimelines() {
    return readers.readNow(tables -> tables.timelines().damaged());
  }

  @Override
  public Map<TimelineId, byte[]> records() {
    return readers.readNow(tables -> tables.rooms().records());
  }

  @Override
  public Map<TimelineId, List<byte[]>> memberRecords() {
    return readers.readNow(tables -> tables.roomMembers().all());
  }

  @Override
  public CompletionStage<Tail> open(TimelineId timeline) {
    return writer.submit(0, tables -> open(timeline, NO_RECORD, tables).tail());
  }

  @Override
  public CompletionStage<OpenedRoom> openRoom(TimelineId room, byte[] firstRecord) {
    if (!room.isRoom()) {
      throw new IllegalArgumentException("not a room: " + room);
    }
    byte[] record = firstRecord.clone();
    return writer.submit(
        record.length,
        tables -> {
          TimelineTable.Row opened = open(room, record, tables);
          return new OpenedRoom(opened.tail(), tables.rooms().find(opened.id()));
        });
  }

  @Override
  public CompletionStage<Void> append(Append append) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    writer
        .submit(
            bytes(append),
            tables -> {
              AppendOperation.apply(append, tables);
              return append;
            })
        .whenComplete(
            (appended, failure) -> {
              if (failure != null) {
                done.completeExceptionally(failure);
              } else {
                done.complete(null);
              }
            });
    return done;
  }

  @Override
  public CompletionStage<List<Optional<byte[]>>> find(List<DedupeKey> keys) {
    List<DedupeKey> wanted = List.copyOf(keys);
    return lookups.read(
        tables -> {
          List<Optional<byte[]>> found = new ArrayList<>(wanted.size());
          for (DedupeKey key : wanted) {
            found.add(find(key, tables));
          }
          return found;
        });
  }

  private static Optional<byte[]> find(DedupeKey key, Tables tables) throws SQLException {
    Long author = tables.authors().find(key.identityId());
    TimelineTable.Row timeline = tables.timelines().find(key.timeline());
    if (author == null || timeline == null) {
      return Optional.empty();
    }
    ReceiptTable receipts = tables.receipts();
    return receipts.find(receipts.key(author, timeline.id(), key.clientMessageId()));
  }

  @Override
  public CompletionStage<Chunk> read(TimelineId timeline, long from, int maxEvents, int maxBytes) {
    if (maxEvents < 1) {
      throw new IllegalArgumentException("at most " + maxEvents + " events");
    }
    return readers.read(tables -> read(timeline, from, maxEvents, maxBytes, tables));
  }

  @Override
  public CompletionStage<Chunk> readBefore(
      TimelineId timeline, long before, int maxEvents, int maxBytes) {
    if (maxEvents < 1) {
      throw new IllegalArgumentException("at most " + maxEvents + " events");
    }
    return readers.read(tables -> readBefore(timeline, before, maxEvents, maxBytes, tables));
  }

  @Override
  public CompletionStage<Optional<Tail>> trim(TimelineId timeline, long keepFrom) {
    return writer.submit(0, tables -> Trimming.trim(timeline, keepFrom, tables));
  }

  @Override
  public CompletionStage<Map<TimelineId, Long>> appendedSince(
      List<TimelineId> timelines, long timeMillis) {
    List<TimelineId> wanted = List.copyOf(timelines);
    return readers.read(
        tables -> {
          Map<TimelineId, Long> sequences = new LinkedHashMap<>();
          for (TimelineId timeline : wanted) {
            TimelineTable.Row row = tables.timelines().find(timeline);
            if (row != null) {
              sequences.put(timeline, Trimming.appendedSince(row, timeMillis, tables));
            }
          }
          return sequences;
        });
  }

  @Override
  public CompletionStage<Boolean> removeReceipts(long timeMillis) {
    return receiptTrimming.next(timeMillis);
  }

  @Override
  public CompletionStage<Boolean> removeUnused(TimelineId timeline) {
    return writer.submit(0, tables -> removeUnused(timeline, tables));
  }

  @Override
  public CompletionStage<Void> forget(String identityId) {
    return removal.forget(identityId);
  }

  private static TimelineTable.Row open(TimelineId timeline, byte[] firstRecord, Tables tables)
      throws SQLException {
    TimelineTable.Row known = tables.timelines().find(timeline);
    if (known != null) {
      tables.timelines().rewrite(known);
      return known;
    }
    Tail created = new Tail(Epochs.next(), 1, 0);
    long id = tables.timelines().insert(timeline, created);
    if (timeline.isRoom()) {
      tables.rooms().insert(id, firstRecord);
    }
    return new TimelineTable.Row(id, created);
  }

  private static boolean removeUnused(TimelineId timeline, Tables tables) throws SQLException {
    TimelineTable.Row row = tables.timelines().find(timeline);
    if (row == null) {
      return true;
    }
    if (row.tail().head() > 0) {
      return false;
    }
    tables.timelines().delete(row.id());
    tables.rooms().delete(row.id());
    tables.roomMembers().deleteAll(row.id());
    return true;
  }

  private static Chunk read(
      TimelineId timeline, long from, int maxEvents, int maxBytes, Tables tables)
      throws SQLException {
    TimelineTable.Row row = existing(timeline, tables);
    Tail tail = row.tail();
    long first = Math.max(from, tail.first());
    if (first > tail.head()) {
      return new Chunk(tail, first, List.of());
    }
    EntryTable.Run run = tables.entries().read(row.id(), first, tail.head(), maxEvents, maxBytes);
    return run.events().isEmpty()
        ? new Chunk(tail, tail.head() + 1, List.of())
        : new Chunk(tail, run.first(), run.events());
  }

  private static Chunk readBefore(
      TimelineId timeline, long before, int maxEvents, int maxBytes, Tables tables)
      throws SQLException {
    TimelineTable.Row row = existing(timeline, tables);
    Tail tail = row.tail();
    long last = Math.min(before - 1, tail.head());
    if (last < tail.first()) {
      return new Chunk(tail, tail.first(), List.of());
    }
    EntryTable.Run run =
        tables.entries().readBackwards(row.id(), tail.first(), last, maxEvents, maxBytes);
    return run.events().isEmpty()
        ? new Chunk(tail, tail.first(), List.of())
        : new Chunk(tail, run.first(), run.events());
  }

  private static TimelineTable.Row existing(TimelineId timeline, Tables tables)
      throws SQLException {
    TimelineTable.Row row = tables.timelines().find(timeline);
    if (row == null) {
      throw new NoSuchElementException("no timeline " + timeline);
    }
    return row;
  }

  private static int bytes(Append append) {
    int bytes = 0;
    for (Append.Part part : append.parts()) {
      for (Entry entry : part.entries()) {
        bytes += entry.event().length + entry.receipt().length;
      }
      RoomUpdate update = part.update();
      if (update != null) {
        bytes += bytes(update);
      }
    }
    return bytes;
  }

  private static int bytes(RoomUpdate update) {
    int bytes = update.record().length;
    for (Optional<byte[]> member : update.members().values()) {
      bytes += member.map(record -> record.length).orElse(0);
    }
    return bytes;
  }
}
