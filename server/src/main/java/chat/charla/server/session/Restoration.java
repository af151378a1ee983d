package chat.charla.server.session;

import chat.charla.server.identity.IdentityStore;
import chat.charla.server.identity.IdentityStore.Versioned;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.OpenedRoom;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.room.Room;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredMembership;
import com.google.protobuf.InvalidProtocolBufferException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Restores timelines and identities when the server starts. An identity that held a name has it
 * again, with a full lease, and one that was present is reconnecting.
 */
final class Restoration {
  private static final Logger LOG = System.getLogger(Restoration.class.getName());

  private final ChatCore chat;
  private final UnusedIdentities unused;
  private final Presence presence;
  private final Leases leases;
  private final MessageLog log;
  private final IdentityStore store;
  private final Set<String> damaged = new HashSet<>();

  Restoration(
      ChatCore chat,
      UnusedIdentities unused,
      Presence presence,
      Leases leases,
      MessageLog log,
      IdentityStore store) {
    this.chat = chat;
    this.unused = unused;
    this.presence = presence;
    this.leases = leases;
    this.log = log;
    this.store = store;
  }

  /**
   * Reads the log and the store, which blocks, and restores the state on the core.
   *
   * <p>It writes to the log before it restores anything: data that a killed process has written may
   * be readable and not be on disk. When the write has completed, all data that was read is on
   * disk.
   */
  CompletionStage<Void> start() {
    Map<TimelineId, Tail> timelines = log.timelines();
    Map<TimelineId, byte[]> rooms = log.records();
    NavigableMap<String, Versioned> records = new TreeMap<>(store.load());
    CompletableFuture<Void> started = new CompletableFuture<>();
    TimelineId lobby = TimelineId.room(Room.LOBBY);
    byte[] record;
    try {
      record =
          timelines.containsKey(lobby)
              ? rooms.getOrDefault(lobby, new byte[0])
              : chat.rooms().newRecord("");
    } catch (RuntimeException defect) {
      return CompletableFuture.failedFuture(defect);
    }
    log.openRoom(lobby, record)
        .whenComplete(
            (opened, failure) ->
                chat.core()
                    .execute(
                        () -> {
                          if (failure != null) {
                            started.completeExceptionally(failure);
                            return;
                          }
                          try {
                            chat.rooms().restore(lobby, opened);
                            timelines.forEach((timeline, tail) -> restore(timeline, tail, rooms));
                            restore(timelines, records);
                            started.complete(null);
                          } catch (RuntimeException damaged) {
                            started.completeExceptionally(damaged);
                          }
                        }));
    return started;
  }

  private void restore(TimelineId timeline, Tail tail, Map<TimelineId, byte[]> rooms) {
    if (timeline.isRoom()) {
      byte[] record = rooms.getOrDefault(timeline, new byte[0]);
      chat.rooms().restore(timeline, new OpenedRoom(tail, record));
    }
  }

  private void restore(Map<TimelineId, Tail> timelines, NavigableMap<String, Versioned> records) {
    List<Identity> identities = new ArrayList<>();
    while (!records.isEmpty()) {
      // Removed one by one: the records and what is read from them are never all in memory.
      Map.Entry<String, Versioned> stored = records.pollFirstEntry();
      String id = stored.getKey();
      Identity identity = identity(id, stored.getValue());
      Tail inbox = timelines.get(TimelineId.inbox(id));
      if (identity != null && (identity.ended() || inbox != null)) {
        identities.add(identity);
        chat.identities().add(new Session(identity));
      }
      if (identity != null && !identity.ended() && inbox != null) {
        chat.inboxes().restore(id, inbox);
      }
    }
    identities.forEach(
        identity ->
            chat.identities().names().takenBefore(identity.record().value().getNameTakenMillis()));
    // A crash between two writes can leave one name with two identities: the later owner gets it.
    identities.sort(
        Comparator.comparingLong(
                (Identity identity) -> identity.record().value().getNameTakenMillis())
            .reversed());
    identities.stream().filter(identity -> !identity.ended()).forEach(this::restore);
    // An identity with a name was last seen shortly before the stop; the record has that time to
    // the hour only.
    identities.stream()
        .filter(identity -> identity.record().value().getUnused())
        .sorted(
            Comparator.comparing(Identity::hasName)
                .thenComparing(Comparator.comparing(leases::silence).reversed()))
        .forEach(unused::add);
    forgetOrphans(timelines);
    chat.scheduleExpiry();
  }

  private void restore(Identity identity) {
    StoredIdentity stored = identity.record().value();
    String name = stored.getName();
    if (stored.getHoldsName() && chat.identities().names().restore(identity)) {
      identity.holdName(name);
      if (stored.getPresent()) {
        leases.resume(identity);
        presence.restored(identity);
      } else {
        leases.start(identity);
      }
    }
    for (StoredMembership membership : stored.getMembershipsList()) {
      Room room = chat.rooms().get(membership.getRoom());
      room.enter(identity);
    }
    chat.membershipLimit().settled(identity);
    chat.resuming().restored(identity);
  }

  /**
   * Removes the inboxes without an identity: it had left, or had not been stored yet, when the
   * server stopped.
   */
  private void forgetOrphans(Map<TimelineId, Tail> timelines) {
    for (TimelineId timeline : timelines.keySet()) {
      String owner = timeline.identityId();
      if (!timeline.isRoom() && !chat.inboxes().has(owner) && !damaged.contains(owner)) {
        chat.inboxes().forget(owner);
      }
    }
  }

  /** The same, with one object for all occurrences of a room's name; without rooms if it left. */
  private StoredIdentity compact(StoredIdentity read) {
    StoredIdentity.Builder compact = read.toBuilder().clearMemberships();
    if (read.getEndedMillis() == 0) {
      for (StoredMembership each : read.getMembershipsList()) {
        Room room = chat.rooms().all().get(each.getRoom());
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
          new IdentityRecord(store, chat.core(), value, stored.version()),
          leases.nanoTime(value.getLastSeenMillis()));
    } catch (InvalidProtocolBufferException e) {
      LOG.log(Level.ERROR, "the record of identity {0} is damaged; it is ignored and kept", id);
      damaged.add(id);
      return null;
    }
  }
}
