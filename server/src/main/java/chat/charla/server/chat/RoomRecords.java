package chat.charla.server.chat;

import chat.charla.server.log.Chunk;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.role.RoomState;
import chat.charla.server.storage.v1.StoredRoom;
import chat.charla.server.storage.v1.StoredRoomMember;
import chat.charla.v1.Event;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The records of rooms and of their members, as the server finds them when it starts.
 *
 * <p>This class restores missing and damaged records from the events of the room's timeline, as far
 * as the timeline still has these events. The events show the settings of the room, and the roles
 * and restrictions of its users. They do not show who has created the room.
 *
 * <p>Not thread-safe: the caller of {@link #repair} uses the other methods when its stage has
 * completed.
 */
final class RoomRecords {
  private static final byte[] NONE = {};
  private static final int MAX_EVENTS = 1000;
  private static final int MAX_BYTES = 1 << 20;

  private final MessageLog log;
  private final DamageReport report;
  private final Map<TimelineId, byte[]> rooms;
  private final Map<TimelineId, List<StoredRoomMember>> members = new HashMap<>();

  /** Reads the records of all rooms. Blocks while it reads. */
  RoomRecords(MessageLog log, DamageReport report) {
    this.log = log;
    this.report = report;
    this.rooms = new HashMap<>(log.records());
  }

  /** The record of the room; empty if it has none. */
  byte[] room(TimelineId room) {
    return rooms.getOrDefault(room, NONE);
  }

  /** The records of users of the room. */
  List<StoredRoomMember> members(TimelineId room) {
    return members.getOrDefault(room, List.of());
  }

  /**
   * Restores missing and damaged records from events, and reports the damaged ones. Blocks while it
   * reads the records. The stage completes when it has read the events.
   */
  CompletionStage<Void> repair(Map<TimelineId, Tail> timelines) {
    Map<TimelineId, List<byte[]>> stored = log.memberRecords();
    List<CompletableFuture<Void>> repairs = new ArrayList<>();
    timelines.forEach(
        (timeline, tail) -> {
          if (timeline.isRoom()) {
            boolean membersDamaged = !parse(timeline, stored.getOrDefault(timeline, List.of()));
            boolean damaged = !isReadable(timeline);
            if ((damaged || membersDamaged || room(timeline).length == 0) && tail.head() > 0) {
              repairs.add(repair(timeline, tail).toCompletableFuture());
            }
          }
        });
    return CompletableFuture.allOf(repairs.toArray(CompletableFuture<?>[]::new));
  }

  /**
   * Whether the record of the room is readable or empty. Drops a damaged record from this object.
   */
  private boolean isReadable(TimelineId room) {
    try {
      StoredRoom.parseFrom(room(room));
      return true;
    } catch (InvalidProtocolBufferException damaged) {
      rooms.remove(room);
      report.add(
          ("The record of room %s is damaged. The server ignores the record, but keeps it. The room"
                  + " may have lost its owner")
              .formatted(room.roomName()));
      return false;
    }
  }

  /** Parses the records of users. Returns false if some are damaged. */
  private boolean parse(TimelineId room, List<byte[]> records) {
    List<StoredRoomMember> readable = new ArrayList<>(records.size());
    for (byte[] record : records) {
      try {
        readable.add(StoredRoomMember.parseFrom(record));
      } catch (InvalidProtocolBufferException damaged) {
        report.add(
            ("A record of a member of room %s is damaged. The user may have lost a role or a"
                    + " restriction. The server ignores the record, but keeps it")
                .formatted(room.roomName()));
      }
    }
    if (!readable.isEmpty()) {
      members.put(room, readable);
    }
    return readable.size() == records.size();
  }

  /**
   * Restores the records of one room. If the newest event shows that the timeline has only
   * messages, there is nothing to restore: a room of an old storage format has no record.
   */
  private CompletionStage<Void> repair(TimelineId timeline, Tail tail) {
    return log.readBefore(timeline, tail.head() + 1, 1, MAX_BYTES)
        .thenCompose(
            newest -> {
              long others = newest.events().isEmpty() ? 0 : others(newest.events().get(0));
              return others == 0
                  ? CompletableFuture.completedFuture(null)
                  : fold(timeline, tail, others);
            });
  }

  private CompletionStage<Void> fold(TimelineId timeline, Tail tail, long others) {
    boolean missing = room(timeline).length == 0;
    RoomState state = new RoomState(parsed(room(timeline)), members(timeline), id -> true);
    return fold(timeline, tail.first(), state)
        .thenAccept(
            done -> {
              members.put(timeline, state.storedMembers());
              if (missing) {
                // If the timeline has no change of the state left, all changes were trimmed.
                rooms.put(
                    timeline,
                    state.record().toBuilder()
                        .setOtherEvents(others)
                        .setAsOfSequence(Math.max(state.asOfSequence(), tail.first() - 1))
                        .build()
                        .toByteArray());
              }
            });
  }

  private CompletionStage<Void> fold(TimelineId timeline, long from, RoomState state) {
    return log.read(timeline, from, MAX_EVENTS, MAX_BYTES)
        .thenCompose(
            chunk -> {
              apply(chunk, state);
              return chunk.events().isEmpty() || chunk.next() > chunk.tail().head()
                  ? CompletableFuture.completedFuture(null)
                  : fold(timeline, chunk.next(), state);
            });
  }

  private static void apply(Chunk chunk, RoomState state) {
    for (byte[] bytes : chunk.events()) {
      Event event = event(bytes);
      if (event.hasRoomChanged() || event.hasMemberChanged()) {
        state.apply(state.update(event));
      }
    }
  }

  /** The number of events up to this one that are not messages. */
  private static long others(byte[] bytes) {
    Event newest = event(bytes);
    return newest.hasMessageCount() ? newest.getSequence() - newest.getMessageCount() : 0;
  }

  private static StoredRoom parsed(byte[] readable) {
    try {
      return StoredRoom.parseFrom(readable);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e); // it was read before
    }
  }

  /** The event; an empty event if it is damaged. */
  private static Event event(byte[] bytes) {
    try {
      return Event.parseFrom(bytes);
    } catch (InvalidProtocolBufferException damaged) {
      return Event.getDefaultInstance();
    }
  }
}
