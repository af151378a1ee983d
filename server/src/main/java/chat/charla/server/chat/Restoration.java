package chat.charla.server.chat;

import chat.charla.server.clock.ClockWatch;
import chat.charla.server.clock.ObservedTime;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.IdentityRecord;
import chat.charla.server.identity.IdentityStore;
import chat.charla.server.identity.IdentityStore.Versioned;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.OpenedRoom;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.room.Inboxes;
import chat.charla.server.room.Room;
import chat.charla.server.room.Rooms;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.Storage;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredMembership;
import com.google.protobuf.InvalidProtocolBufferException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Restores timelines and identities when the server starts. */
final class Restoration {
  private static final Logger LOG = System.getLogger(Restoration.class.getName());

  private final Scheduler core;
  private final MessageLog log;
  private final IdentityStore store;
  private final ClockWatch clockWatch;
  private final ObservedTime observed;
  private final Rooms rooms;
  private final Inboxes inboxes;
  private final RestoredIdentities restored;
  private final Set<String> damaged = new HashSet<>();

  Restoration(
      Scheduler core,
      Storage storage,
      ClockWatch clockWatch,
      ObservedTime observed,
      Rooms rooms,
      Inboxes inboxes,
      RestoredIdentities restored) {
    this.core = core;
    this.log = storage.messages();
    this.store = storage.identities();
    this.clockWatch = clockWatch;
    this.observed = observed;
    this.rooms = rooms;
    this.inboxes = inboxes;
    this.restored = restored;
  }

  /**
   * Reads the log and the store, and then restores the state on the core. Blocks while it reads.
   *
   * <p>This method writes to the log before it restores anything, because data that a killed
   * process has written may be readable although it is not on disk. When the write has completed,
   * all data that was read is on disk.
   *
   * @param whenRestored runs on the core before the stage completes, with what {@link
   *     IdentityStore#loadMassFound} has read; does not run if the restoration fails
   */
  CompletionStage<Void> start(Consumer<OptionalLong> whenRestored) {
    Map<TimelineId, Tail> timelines = log.timelines();
    Map<TimelineId, byte[]> roomRecords = log.records();
    NavigableMap<String, Versioned> records = new TreeMap<>(store.load());
    OptionalLong massFound = store.loadMassFound();
    CompletableFuture<Void> started = new CompletableFuture<>();
    TimelineId lobby = TimelineId.room(Room.LOBBY);
    byte[] record;
    try {
      clockWatch.begin(() -> latestTime(records));
      record =
          timelines.containsKey(lobby)
              ? roomRecords.getOrDefault(lobby, new byte[0])
              : rooms.newRecord("");
    } catch (RuntimeException defect) {
      return CompletableFuture.failedFuture(defect);
    }
    log.openRoom(lobby, record)
        .whenComplete(
            (opened, failure) ->
                core.execute(
                    () -> {
                      if (failure != null) {
                        started.completeExceptionally(failure);
                        return;
                      }
                      try {
                        rooms.restore(lobby, opened);
                        timelines.forEach((timeline, tail) -> restore(timeline, tail, roomRecords));
                        restore(timelines, records);
                        clockWatch.schedule();
                        whenRestored.accept(massFound);
                        started.complete(null);
                      } catch (RuntimeException damaged) {
                        started.completeExceptionally(damaged);
                      }
                    }));
    return started;
  }

  /** Writes to the log without changing it. The stage tells whether the log can be written to. */
  CompletionStage<Tail> probe() {
    return log.open(TimelineId.room(Room.LOBBY));
  }

  /** The latest time in the records of identities; empty if there is none. */
  private static OptionalLong latestTime(Map<String, Versioned> records) {
    return records.values().stream().mapToLong(Restoration::latestTime).max();
  }

  private static long latestTime(Versioned stored) {
    try {
      StoredIdentity record = StoredIdentity.parseFrom(stored.record());
      return Math.max(record.getLastSeenMillis(), record.getEndedMillis());
    } catch (InvalidProtocolBufferException damaged) {
      return 0; // reported when the identities are restored
    }
  }

  private void restore(TimelineId timeline, Tail tail, Map<TimelineId, byte[]> records) {
    if (timeline.isRoom()) {
      byte[] record = records.getOrDefault(timeline, new byte[0]);
      rooms.restore(timeline, new OpenedRoom(tail, record));
    }
  }

  private void restore(Map<TimelineId, Tail> timelines, NavigableMap<String, Versioned> records) {
    List<Identity> identities = new ArrayList<>();
    while (!records.isEmpty()) {
      // Remove each record when it is parsed, so that memory never has all records in both forms.
      Map.Entry<String, Versioned> stored = records.pollFirstEntry();
      String id = stored.getKey();
      Identity identity = identity(id, stored.getValue());
      Tail inbox = timelines.get(TimelineId.inbox(id));
      if (identity != null && (identity.ended() || inbox != null)) {
        identities.add(identity);
      }
      if (identity != null && !identity.ended() && inbox != null) {
        inboxes.restore(id, inbox);
      }
    }
    restored.add(identities);
    forgetOrphans(timelines);
  }

  /**
   * Removes the inboxes whose identity had left, or had not been stored yet, when the server
   * stopped.
   */
  private void forgetOrphans(Map<TimelineId, Tail> timelines) {
    for (TimelineId timeline : timelines.keySet()) {
      String owner = timeline.identityId();
      if (!timeline.isRoom() && !inboxes.has(owner) && !damaged.contains(owner)) {
        inboxes.forget(owner);
      }
    }
  }

  /**
   * The same record in less memory: all records share one object for a room's name. An identity
   * that has left gets no memberships.
   */
  private StoredIdentity compact(StoredIdentity read) {
    StoredIdentity.Builder compact = read.toBuilder().clearMemberships();
    if (read.getEndedMillis() == 0) {
      for (StoredMembership each : read.getMembershipsList()) {
        Room room = rooms.all().get(each.getRoom());
        compact.addMemberships(room == null ? each : named(each, room.name()));
      }
    }
    return compact.build();
  }

  private static StoredMembership named(StoredMembership membership, String room) {
    return membership.toBuilder().setRoom(room).build();
  }

  private @Nullable Identity identity(String id, Versioned stored) {
    try {
      StoredIdentity value = compact(StoredIdentity.parseFrom(stored.record()));
      return new Identity(
          new IdentityRecord(store, core, value, stored.version()),
          observed.nanoTimeAt(value.getLastSeenMillis()));
    } catch (InvalidProtocolBufferException e) {
      LOG.log(Level.ERROR, "the record of identity {0} is damaged; it is ignored and kept", id);
      damaged.add(id);
      return null;
    }
  }
}
