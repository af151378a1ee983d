package chat.charla.server.storage;

import chat.charla.server.log.Chunk;
import chat.charla.server.log.RoomUpdate;
import chat.charla.server.log.Tail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;

/**
 * A timeline of a {@link FakeDisk}: its retained events, the record of its room, and the records of
 * the room's members. For one thread.
 */
final class FakeTimeline {
  private static final long MILLIS_PER_MINUTE = Duration.ofMinutes(1).toMillis();

  private final String epoch;
  private final Map<String, byte[]> members = new HashMap<>();
  private byte[] record;
  private final List<byte[]> events = new ArrayList<>();

  /** The minute of each event's append. */
  private final List<Long> minutes = new ArrayList<>();

  private long first = 1;

  FakeTimeline(String epoch, byte[] record) {
    this.epoch = epoch;
    this.record = record;
  }

  FakeTimeline copy() {
    FakeTimeline copy = new FakeTimeline(epoch, record);
    copy.events.addAll(events);
    copy.minutes.addAll(minutes);
    copy.members.putAll(members);
    copy.first = first;
    return copy;
  }

  Tail tail() {
    return new Tail(epoch, first, first + events.size() - 1);
  }

  /** A copy of the room's record. */
  byte[] record() {
    return record.clone();
  }

  /** Copies of the records of the room's members. */
  List<byte[]> memberRecords() {
    return members.values().stream().map(byte[]::clone).toList();
  }

  /** A retained event, not a copy. */
  byte[] event(long sequence) {
    return events.get((int) (sequence - first));
  }

  void add(byte[] event, long timeMillis) {
    events.add(event.clone());
    minutes.add(Math.floorDiv(timeMillis, MILLIS_PER_MINUTE));
  }

  void apply(RoomUpdate update) {
    record = update.record().clone();
    update
        .members()
        .forEach(
            (user, changed) ->
                changed.ifPresentOrElse(
                    bytes -> members.put(user, bytes.clone()), () -> members.remove(user)));
  }

  void trim(long keepFrom) {
    while (first < keepFrom && !events.isEmpty()) {
      events.remove(0);
      minutes.remove(0);
      first++;
    }
  }

  /** The sequence of the first event that was appended in the minute of this time or later. */
  long appendedSince(long timeMillis) {
    long minute = Math.floorDiv(timeMillis, MILLIS_PER_MINUTE);
    return first + minutes.stream().takeWhile(each -> each < minute).count();
  }

  Chunk read(long from, int maxEvents, int maxBytes) {
    long start = Math.max(from, first);
    List<byte[]> chunk = new ArrayList<>();
    long bytes = 0;
    for (long next = start; next <= tail().head() && chunk.size() < maxEvents; next++) {
      byte[] event = event(next);
      bytes += event.length;
      if (bytes > maxBytes && !chunk.isEmpty()) {
        break;
      }
      chunk.add(event.clone());
    }
    return new Chunk(tail(), start, chunk);
  }

  Chunk readBefore(long before, int maxEvents, int maxBytes) {
    LinkedList<byte[]> chunk = new LinkedList<>();
    long bytes = 0;
    long start = Math.min(before, tail().head() + 1);
    while (start > first && chunk.size() < maxEvents) {
      byte[] event = event(start - 1);
      bytes += event.length;
      if (bytes > maxBytes && !chunk.isEmpty()) {
        break;
      }
      chunk.addFirst(event.clone());
      start--;
    }
    return new Chunk(tail(), chunk.isEmpty() ? first : start, chunk);
  }
}
