package chat.charla.server.chat;

import chat.charla.server.clock.ClockWatch;
import chat.charla.server.clock.ObservedTime;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.IdentityRecord;
import chat.charla.server.identity.IdentityStore;
import chat.charla.server.identity.IdentityStore.Versioned;
import chat.charla.server.invitation.Invitation;
import chat.charla.server.invitation.InvitationStore;
import chat.charla.server.invitation.Invitations;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.OpenedRoom;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.room.AuditTimeline;
import chat.charla.server.room.Inboxes;
import chat.charla.server.room.Room;
import chat.charla.server.room.Rooms;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.Storage;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredMembership;
import chat.charla.server.storage.v1.StoredSession;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
  private final Scheduler core;
  private final MessageLog log;
  private final IdentityStore store;
  private final ClockWatch clockWatch;
  private final ObservedTime observed;
  private final Rooms rooms;
  private final Inboxes inboxes;
  private final AuditTimeline audit;
  private final RestoredIdentities restored;
  private final InvitationStore invitationStore;
  private final Invitations invitations;
  private final DamageReport report = new DamageReport();
  private final DamagedRooms damagedRooms = new DamagedRooms(report);

  /** The ids of the identities whose records are damaged. */
  private final Set<String> damaged = new HashSet<>();

  Restoration(
      Scheduler core,
      Storage storage,
      ClockWatch clockWatch,
      ObservedTime observed,
      Rooms rooms,
      Inboxes inboxes,
      AuditTimeline audit,
      RestoredIdentities restored,
      Invitations invitations) {
    this.core = core;
    this.log = storage.messages();
    this.store = storage.identities();
    this.clockWatch = clockWatch;
    this.observed = observed;
    this.rooms = rooms;
    this.inboxes = inboxes;
    this.audit = audit;
    this.restored = restored;
    this.invitationStore = storage.invitations();
    this.invitations = invitations;
  }

  /**
   * Reads the log and the store, and then restores the state on the core. Blocks while it reads.
   * Leaves out damaged timelines and records, and logs them.
   *
   * <p>This method writes to the log before it restores anything, because data that a killed
   * process has written may be readable although it is not on disk. When the write has completed,
   * all data that was read is on disk.
   *
   * @param whenRestored runs on the core before the stage completes, with what {@link
   *     IdentityStore#loadMassExpiryTime} has read; does not run if the restoration fails
   * @throws chat.charla.server.storage.StorageException if the lobby is damaged
   */
  CompletionStage<Void> start(Consumer<OptionalLong> whenRestored) {
    Map<TimelineId, Tail> timelines = new LinkedHashMap<>(log.timelines());
    RoomRecords roomRecords = new RoomRecords(log, report);
    NavigableMap<String, Versioned> records = new TreeMap<>(store.load());
    OptionalLong massFound = store.loadMassExpiryTime();
    Map<String, byte[]> storedInvitations = invitationStore.load();
    damagedRooms.removeFrom(log.damagedTimelines(), timelines, !records.isEmpty());
    CompletableFuture<Void> started = new CompletableFuture<>();
    TimelineId lobby = TimelineId.room(Room.LOBBY);
    byte[] record;
    try {
      clockWatch.begin(() -> latestTime(records));
      record = timelines.containsKey(lobby) ? roomRecords.room(lobby) : rooms.newRecord("", false);
    } catch (RuntimeException defect) {
      return CompletableFuture.failedFuture(defect);
    }
    roomRecords
        .repair(timelines)
        .thenCompose(done -> log.openRoom(lobby, record))
        .whenComplete(
            (opened, failure) ->
                run(
                    failure,
                    started,
                    () -> {
                      restoreLobby(lobby, opened, timelines, roomRecords);
                      timelines.forEach((timeline, tail) -> restore(timeline, tail, roomRecords));
                      damagedRooms.rooms().forEach(rooms::restoreDamaged);
                      List<Identity> identities = identities(records);
                      openMissingInboxes(
                          identities,
                          timelines,
                          started,
                          () -> {
                            restore(identities, timelines);
                            restoreInvitations(storedInvitations);
                            report.log();
                            clockWatch.schedule();
                            whenRestored.accept(massFound);
                            started.complete(null);
                          });
                    }));
    return started;
  }

  /** Runs a step on the core, unless the step before it has failed. */
  private void run(@Nullable Throwable failure, CompletableFuture<Void> started, Runnable step) {
    core.execute(
        () -> {
          if (failure != null) {
            started.completeExceptionally(failure);
            return;
          }
          try {
            step.run();
          } catch (RuntimeException damaged) {
            started.completeExceptionally(damaged);
          }
        });
  }

  /**
   * Makes the log write, without changing any timeline. The stage tells whether the write has
   * succeeded.
   */
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
      long lastSeen =
          record.getSessionsList().stream().mapToLong(StoredSession::getSeenMillis).max().orElse(0);
      return Math.max(lastSeen, record.getEndedMillis());
    } catch (InvalidProtocolBufferException damaged) {
      return 0; // reported when the identities are restored
    }
  }

  /** Restores the lobby, which the log may just have made. */
  private void restoreLobby(
      TimelineId lobby, OpenedRoom opened, Map<TimelineId, Tail> timelines, RoomRecords records) {
    if (timelines.containsKey(lobby)) {
      restore(lobby, opened.tail(), records);
    } else {
      rooms.restore(lobby, opened);
    }
  }

  private void restore(TimelineId timeline, Tail tail, RoomRecords records) {
    if (timeline.isRoom()) {
      rooms.restore(
          timeline, new OpenedRoom(tail, records.room(timeline)), records.members(timeline));
    } else if (timeline.equals(TimelineId.AUDIT)) {
      audit.restore(tail);
    }
  }

  private List<Identity> identities(NavigableMap<String, Versioned> records) {
    List<Identity> identities = new ArrayList<>();
    while (!records.isEmpty()) {
      // Remove each record from the map when it is parsed, so that memory never has all records in
      // both forms.
      Map.Entry<String, Versioned> stored = records.pollFirstEntry();
      Identity identity = identity(stored.getKey(), stored.getValue());
      if (identity != null) {
        identities.add(identity);
      }
    }
    return identities;
  }

  /** Creates the inboxes that are missing, and then continues on the core. */
  private void openMissingInboxes(
      List<Identity> identities,
      Map<TimelineId, Tail> timelines,
      CompletableFuture<Void> started,
      Runnable next) {
    Map<TimelineId, CompletableFuture<Tail>> opening = new HashMap<>();
    for (Identity identity : identities) {
      TimelineId inbox = TimelineId.inbox(identity.id());
      if (!identity.ended() && !timelines.containsKey(inbox)) {
        report.add(
            "Identity %s has no inbox, so it gets a new one. Its private messages may be lost"
                .formatted(identity.id()));
        opening.put(inbox, log.open(inbox).toCompletableFuture());
      }
    }
    if (opening.isEmpty()) {
      next.run();
      return;
    }
    CompletableFuture.allOf(opening.values().toArray(CompletableFuture<?>[]::new))
        .whenComplete(
            (all, failure) ->
                run(
                    failure,
                    started,
                    () -> {
                      opening.forEach((inbox, tail) -> timelines.put(inbox, tail.join()));
                      next.run();
                    }));
  }

  private void restore(List<Identity> identities, Map<TimelineId, Tail> timelines) {
    for (Identity identity : identities) {
      Tail inbox = timelines.get(TimelineId.inbox(identity.id()));
      if (!identity.ended() && inbox != null) {
        inboxes.restore(identity.id(), inbox);
      }
    }
    Set<String> leftOut = new HashSet<>(damaged);
    leftOut.addAll(damagedRooms.identities());
    restored.add(identities, leftOut);
    forgetOrphans(timelines);
  }

  private void restoreInvitations(Map<String, byte[]> records) {
    for (String id : invitations.restore(records)) {
      report.add(
          "The record of invitation %s is damaged. The server ignores the record, but keeps it"
              .formatted(id));
    }
    for (Invitation kept : invitations.ofDamagedCreators()) {
      report.add(
          "Invitation %s is not valid, but kept: the server has left out its creator, identity %s"
              .formatted(kept.id(), kept.stored().getInviterId()));
    }
  }

  /**
   * Removes the inboxes whose identity had left, or had not been stored yet, when the server
   * stopped.
   */
  private void forgetOrphans(Map<TimelineId, Tail> timelines) {
    for (TimelineId timeline : timelines.keySet()) {
      String owner = timeline.identityId();
      if (timeline.isInbox() && !inboxes.has(owner) && !damaged.contains(owner)) {
        inboxes.forget(owner);
      }
    }
  }

  /**
   * An equal record that takes less memory: all records share one object for a room's name, and a
   * record has one object for a name that it has twice. An identity that has left gets no
   * memberships.
   */
  private StoredIdentity compact(StoredIdentity read) {
    StoredIdentity.Builder compact = read.toBuilder().clearMemberships();
    compact.getSessionsBuilderList().stream()
        .filter(session -> session.getJoinedAs().equals(read.getName()))
        .forEach(session -> session.setJoinedAs(read.getName()));
    if (read.getEndedMillis() == 0) {
      for (StoredMembership each : read.getMembershipsList()) {
        Room room = rooms.all().get(each.getRoom());
        if (room == null) {
          damagedRooms.addMissing(each.getRoom());
          room = rooms.restoreDamaged(each.getRoom());
        }
        compact.addMemberships(named(each, room.name()));
      }
    }
    return compact.build();
  }

  private static StoredMembership named(StoredMembership membership, String room) {
    return membership.toBuilder().setRoom(room).build();
  }

  /** The identity; null if its record or its inbox is damaged. */
  private @Nullable Identity identity(String id, Versioned stored) {
    if (damagedRooms.identities().contains(id)) {
      return null;
    }
    try {
      StoredIdentity value = StoredIdentity.parseFrom(stored.record());
      if (value.getId().equals(id) && stored.version() > 0) {
        return new Identity(
            new IdentityRecord(store, core, compact(value), stored.version()), observed);
      }
    } catch (InvalidProtocolBufferException e) {
      // Reported below.
    }
    report.add(
        "The record of identity %s is damaged. The server ignores the record, but keeps it"
            .formatted(id));
    damaged.add(id);
    return null;
  }
}
