package chat.charla.server.storage.sqlite;

import chat.charla.server.log.Append;
import chat.charla.server.log.AppendRefusedException;
import chat.charla.server.log.DedupeKey;
import chat.charla.server.log.Entry;
import chat.charla.server.log.HeadMismatchException;
import chat.charla.server.log.RepeatedKeyException;
import chat.charla.server.log.RoomUpdate;
import chat.charla.server.log.TimelineId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Carries out one append, entirely or not at all, on the writer's thread.
 *
 * <p>The operation does not check first whether the log already has receipts for the keys, because
 * that is rare. It inserts the receipts. If the log already has one, the operation deletes the
 * receipts that it has inserted, and refuses the append.
 */
final class AppendOperation {
  private static final long NO_HEAD = -1;

  private final Append append;
  private final Tables tables;
  private final Map<TimelineId, TimelineTable.Row> timelines = new LinkedHashMap<>();
  private final Set<DedupeKey> keys = new HashSet<>();

  private AppendOperation(Append append, Tables tables) {
    this.append = append;
    this.tables = tables;
  }

  /**
   * Appends all parts.
   *
   * @throws AppendRefusedException if the log refuses the append; in that case nothing is appended
   */
  static void apply(Append append, Tables tables) throws SQLException {
    new AppendOperation(append, tables).apply();
  }

  private void apply() throws SQLException {
    for (Append.Part part : append.parts()) {
      check(part);
    }
    for (Append.Part part : append.parts()) {
      checkKeys(part);
    }
    addReceipts();
    for (Append.Part part : append.parts()) {
      write(part);
    }
  }

  private void check(Append.Part part) throws SQLException {
    TimelineTable.Row timeline = tables.timelines().find(part.timeline());
    if (timeline == null) {
      throw mismatch(part, NO_HEAD);
    }
    boolean repeated = timelines.put(part.timeline(), timeline) != null;
    if (repeated || timeline.tail().head() != part.expectedHead()) {
      throw mismatch(part, timeline.tail().head());
    }
  }

  private void checkKeys(Append.Part part) throws SQLException {
    for (Entry entry : part.entries()) {
      DedupeKey key = entry.key();
      if (key != null) {
        checkKey(part, key);
      }
    }
  }

  private void checkKey(Append.Part part, DedupeKey key) throws SQLException {
    if (!keys.add(key)) {
      throw mismatch(part, part.expectedHead());
    }
    if (!timelines.containsKey(key.timeline())) {
      TimelineTable.Row timeline = tables.timelines().find(key.timeline());
      if (timeline == null) {
        throw mismatch(part, NO_HEAD);
      }
      timelines.put(key.timeline(), timeline);
    }
  }

  private void addReceipts() throws SQLException {
    List<ReceiptTable.Key> added = new ArrayList<>();
    for (Append.Part part : append.parts()) {
      for (Entry entry : part.entries()) {
        DedupeKey key = entry.key();
        if (key == null) {
          continue;
        }
        ReceiptTable.Key receiptKey = receiptKey(key);
        if (!tables.receipts().insert(receiptKey, entry.receipt(), append.timeMillis())) {
          delete(added);
          throw new RepeatedKeyException(part.timeline());
        }
        added.add(receiptKey);
      }
    }
  }

  private ReceiptTable.Key receiptKey(DedupeKey key) throws SQLException {
    return tables
        .receipts()
        .key(
            tables.authors().number(key.identityId()),
            row(key.timeline()).id(),
            key.clientMessageId());
  }

  private void delete(List<ReceiptTable.Key> receipts) throws SQLException {
    for (ReceiptTable.Key receipt : receipts) {
      tables.receipts().delete(receipt);
    }
  }

  private void write(Append.Part part) throws SQLException {
    TimelineTable.Row timeline = row(part.timeline());
    long sequence = part.expectedHead();
    for (Entry entry : part.entries()) {
      sequence++;
      tables.entries().insert(timeline.id(), sequence, entry.event(), append.timeMillis());
    }
    long first =
        Trimming.trimForAppend(
            timeline, part.newHead(), part.keepFrom(), part.entries().size(), tables);
    tables.timelines().update(timeline.id(), first, part.newHead());
    RoomUpdate update = part.update();
    if (update != null) {
      write(timeline.id(), update);
    }
  }

  private void write(long timeline, RoomUpdate update) throws SQLException {
    tables.rooms().update(timeline, update.record());
    for (Map.Entry<String, Optional<byte[]>> member : update.members().entrySet()) {
      if (member.getValue().isPresent()) {
        tables.roomMembers().put(timeline, member.getKey(), member.getValue().get());
      } else {
        tables.roomMembers().delete(timeline, member.getKey());
      }
    }
  }

  private TimelineTable.Row row(TimelineId timeline) {
    TimelineTable.Row row = timelines.get(timeline);
    if (row == null) {
      throw new IllegalStateException("not checked: " + timeline);
    }
    return row;
  }

  private static HeadMismatchException mismatch(Append.Part part, long found) {
    return new HeadMismatchException(part.timeline(), part.expectedHead(), found);
  }
}
