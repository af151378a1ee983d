package chat.charla.server.room;

import chat.charla.name.NameFold;
import chat.charla.server.fatal.Indivisible;
import chat.charla.server.limit.CapShares;
import chat.charla.server.limit.Origin;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.OpenedRoom;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.name.Looks;
import chat.charla.server.name.NameRules;
import chat.charla.server.name.Rule;
import chat.charla.server.name.Verdict;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.v1.StoredRoom;
import chat.charla.v1.ErrorReason;
import com.google.protobuf.InvalidProtocolBufferException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All rooms. Owned by the core.
 *
 * <p>When nine tenths of the largest number of rooms exist, an address that has created more than
 * its share ({@link CapShares}) cannot create more. Each room that another address creates then
 * replaces a vacant room, if there is one: a room that has no members and has never had a message.
 * The server does not store which address created a room, so rooms that were created before the
 * server started count for no address.
 */
public final class Rooms {
  private static final Logger LOG = System.getLogger(Rooms.class.getName());

  private RoomSettings settings;
  private final RoomServices services;
  private final MessageLog log;
  private final Scheduler core;
  private final Events events;
  private final CapShares shares;
  private final NavigableMap<String, Room> rooms = new TreeMap<>();

  /** The number of rooms, for threads other than the core. */
  private volatile int count;

  private final VacantRooms vacantRooms = new VacantRooms();

  /** The origins of the requests that have created rooms since the server started. */
  private final Map<Room, Origin> creatorOrigins = new HashMap<>();

  /**
   * The rooms whose names an earlier release folded differently. The keys are the names as this
   * release folds them. The rooms keep their stored names.
   */
  private final Map<String, Room> foldedDifferently = new HashMap<>();

  /** Rooms that are being created, and the callbacks that wait for them. */
  private final Map<TimelineId, List<Consumer<Outcome<Room>>>> beingCreated = new HashMap<>();

  /** Rooms that are being removed, and the tasks that wait for the outcome of the removal. */
  private final Map<Room, List<Runnable>> beingRemoved = new HashMap<>();

  /** Rooms whose removal failed, so that it is unknown whether they are on disk. */
  private final Set<Room> uncertain = new HashSet<>();

  /**
   * The request that creates a room.
   *
   * @param creatorId the id of the identity that asks for the room
   * @param origin the origin of the request
   */
  public record Creation(String creatorId, Origin origin) {}

  public Rooms(RoomSettings settings, RoomServices services) {
    this.settings = settings;
    this.services = services;
    this.log = services.log();
    this.core = services.core();
    this.events = new Events(services.clock());
    this.shares = new CapShares(settings.maxRooms());
  }

  /**
   * Changes how many messages rooms keep. A room that has more removes the oldest ones when it gets
   * its next message.
   *
   * @param messages as in {@link RoomSettings}
   */
  public void retain(long messages) {
    settings = settings.withRetainMessages(messages);
    rooms.values().forEach(room -> room.change(settings));
  }

  /**
   * The record of a room that this identity creates now. The id is empty if the server itself
   * creates the room.
   */
  public byte[] newRecord(String creatorId) {
    return StoredRoom.newBuilder()
        .setCreateMillis(services.clock().millis())
        .setCreatorId(creatorId)
        .build()
        .toByteArray();
  }

  /** Restores a room that is in the log. */
  public Room restore(TimelineId timeline, OpenedRoom stored) {
    return restore(timeline, stored, false);
  }

  /** Restores a room whose timeline is damaged, so that it can only be left. */
  public Room restoreDamaged(String name) {
    OpenedRoom unknown = new OpenedRoom(new Tail("", 1, 0), new byte[0]);
    return restore(TimelineId.room(name), unknown, true);
  }

  private Room restore(TimelineId timeline, OpenedRoom stored, boolean damaged) {
    Room restored =
        rooms.computeIfAbsent(
            timeline.roomName(),
            name -> {
              Room room =
                  new Room(
                      new Timeline(timeline, stored.tail(), services.delivery()),
                      parsed(name, stored.record()),
                      settings,
                      services,
                      events,
                      vacantRooms,
                      damaged);
              String folded = NameFold.fold(name);
              if (!folded.equals(name)) {
                foldedDifferently.put(folded, room);
              }
              return room;
            });
    count = rooms.size();
    return restored;
  }

  private static StoredRoom parsed(String name, byte[] record) {
    try {
      return StoredRoom.parseFrom(record);
    } catch (InvalidProtocolBufferException e) {
      LOG.log(
          Level.ERROR,
          "The record of room {0} is damaged. The server ignores the record, but keeps it",
          name);
      return StoredRoom.getDefaultInstance();
    }
  }

  /** The room of this name, ignoring case; null if there is none. */
  public @Nullable Room find(String name) {
    String folded = NameFold.fold(name);
    Room room = rooms.get(folded);
    return room == null ? foldedDifferently.get(folded) : room;
  }

  /** The room of this canonical name, which must exist. */
  public Room get(String name) {
    Room room = rooms.get(name);
    if (room == null) {
      throw new IllegalStateException("no room " + name);
    }
    return room;
  }

  /** The number of rooms. Any thread may call this. */
  public int count() {
    return count;
  }

  /** All rooms by name. */
  public NavigableMap<String, Room> all() {
    return rooms;
  }

  /**
   * Finds the room of this name, or creates it. The rules for names and the limits apply only if
   * the room is created.
   *
   * @param creation the request, used if the room is created
   * @param limit called before the room is created: counts the creation, or returns the reason to
   *     refuse it
   * @param reply called with the outcome; if the callback will make an identity a member, it must
   *     {@linkplain Room#hold hold} the room before it returns
   */
  public void open(
      String name,
      Creation creation,
      Supplier<Optional<Refusal>> limit,
      Consumer<Outcome<Room>> reply) {
    Room present = find(name);
    if (present != null) {
      openPresent(present, () -> open(name, creation, limit, reply), reply);
      return;
    }
    Verdict verdict = checkName(name);
    if (verdict instanceof Verdict.Refused refused) {
      ErrorReason reason = ErrorReason.ERROR_REASON_ROOM_NAME_INVALID;
      reply.accept(Outcome.refused(Refusal.badName(reason, "room", refused)));
    } else if (verdict instanceof Verdict.Accepted accepted) {
      openOrMake(TimelineId.room(accepted.name()), creation, limit, reply);
    }
  }

  /**
   * Finds the room of this name. If the room is being removed, waits for the outcome.
   *
   * @param reply called with ROOM_NOT_FOUND if there is no such room, otherwise as in {@link #open}
   */
  public void openExisting(String name, Consumer<Outcome<Room>> reply) {
    Room present = find(name);
    if (present == null) {
      reply.accept(Outcome.refused(Refusal.roomNotFound()));
    } else {
      openPresent(present, () -> openExisting(name, reply), reply);
    }
  }

  private void openPresent(Room room, Runnable again, Consumer<Outcome<Room>> reply) {
    List<Runnable> waiting = beingRemoved.get(room);
    if (room.isDamaged()) {
      reply.accept(Outcome.refused(Refusal.roomDamaged()));
    } else if (waiting != null) {
      waiting.add(again);
    } else if (uncertain.contains(room)) {
      confirm(room, reply);
    } else {
      reply.accept(Outcome.done(room));
    }
  }

  private void openOrMake(
      TimelineId timeline,
      Creation creation,
      Supplier<Optional<Refusal>> limit,
      Consumer<Outcome<Room>> reply) {
    List<Consumer<Outcome<Room>>> waiting = beingCreated.get(timeline);
    if (waiting != null) {
      waiting.add(reply);
      return;
    }
    byte[] record = newRecord(creation.creatorId());
    // Each room that is being removed frees a place for one that is being created.
    int taken = rooms.size() - beingRemoved.size() + beingCreated.size();
    Origin origin = creation.origin();
    boolean nearlyFull = shares.isNearlyFull(taken);
    Room replaced = nearlyFull ? vacantRooms.first() : null;
    Optional<Refusal> refusal;
    if (nearlyFull && exceedsShare(origin)) {
      logRefusal(origin);
      refusal = Optional.of(Refusal.serverFull("rooms from this address"));
    } else if (taken >= settings.maxRooms() && replaced == null) {
      refusal = Optional.of(Refusal.serverFull("rooms"));
    } else {
      refusal = limit.get();
    }
    refusal.ifPresentOrElse(
        why -> reply.accept(Outcome.refused(why)),
        () -> Indivisible.change(() -> begin(timeline, record, origin, replaced, reply)));
  }

  /**
   * Checks the name of a new room. Two rooms may have names that look alike. This deceives less
   * than similar names of users, because a room is not the author of a message. If such names were
   * refused, one room would prevent all rooms with similar names. Only a name that looks like the
   * lobby's is refused.
   */
  private static Verdict checkName(String name) {
    Verdict verdict = NameRules.judgeRoom(name);
    return verdict instanceof Verdict.Accepted accepted
            && Looks.areShared(accepted.name(), Room.LOBBY)
        ? Verdict.Refused.of(Rule.RESERVED)
        : verdict;
  }

  private boolean exceedsShare(Origin origin) {
    return (settings.exemptIsOneAddress() || !origin.isExempt()) && shares.isExceeded(origin);
  }

  private void begin(
      TimelineId timeline,
      byte[] record,
      Origin origin,
      @Nullable Room replaced,
      Consumer<Outcome<Room>> reply) {
    beingCreated.put(timeline, new ArrayList<>(List.of(reply)));
    shares.add(origin);
    if (replaced == null) {
      make(timeline, record, origin);
    } else {
      remove(
          replaced,
          removed -> {
            if (removed) {
              make(timeline, record, origin);
            } else {
              creationFailed(timeline, origin);
            }
          });
    }
  }

  private void make(TimelineId timeline, byte[] record, Origin origin) {
    core.whenComplete(
        () -> log.openRoom(timeline, record),
        (opened, failure) -> {
          if (failure != null || opened == null) {
            creationFailed(timeline, origin);
          } else {
            Indivisible.change(() -> made(restore(timeline, opened), timeline, origin));
          }
        });
  }

  private void made(Room room, TimelineId timeline, Origin origin) {
    creatorOrigins.put(room, origin);
    for (Consumer<Outcome<Room>> waiter : waiting(timeline)) {
      room.hold();
      core.execute(
          () -> {
            try {
              waiter.accept(Outcome.done(room));
            } finally {
              room.release();
            }
          });
    }
  }

  private void creationFailed(TimelineId timeline, Origin origin) {
    shares.remove(origin);
    for (Consumer<Outcome<Room>> waiter : waiting(timeline)) {
      core.execute(() -> waiter.accept(Outcome.refused(Refusal.storageUnavailable())));
    }
  }

  private List<Consumer<Outcome<Room>>> waiting(TimelineId timeline) {
    return Objects.requireNonNull(beingCreated.remove(timeline));
  }

  /**
   * Removes a vacant room from the log and from memory.
   *
   * @param whenDone called with true if the room has been removed, otherwise with false
   */
  private void remove(Room room, Consumer<Boolean> whenDone) {
    vacantRooms.occupied(room);
    beingRemoved.put(room, new ArrayList<>());
    core.whenComplete(
        () -> log.removeUnused(room.timeline().id()),
        (removed, failure) ->
            Indivisible.change(
                () -> {
                  boolean isRemoved = failure == null && Boolean.TRUE.equals(removed);
                  if (isRemoved) {
                    removed(room);
                  } else {
                    uncertain.add(room);
                  }
                  if (failure != null) {
                    vacantRooms.vacant(room);
                  }
                  Objects.requireNonNull(beingRemoved.remove(room)).forEach(core::execute);
                  whenDone.accept(isRemoved);
                }));
  }

  private void removed(Room room) {
    rooms.remove(room.name());
    count = rooms.size();
    foldedDifferently.values().remove(room);
    uncertain.remove(room);
    room.timeline().close();
    Origin origin = creatorOrigins.remove(room);
    if (origin != null) {
      shares.remove(origin);
    }
    LOG.log(
        Level.WARNING,
        "A room without members and messages was removed for a new one (--max-rooms)");
  }

  private void logRefusal(Origin origin) {
    LOG.log(
        Level.WARNING,
        "A new room was refused to {0}, which has created more than a hundredth of all rooms (--max-rooms)",
        origin.isExempt() ? "addresses without limits" : origin.network());
  }

  /** Stores a room again whose removal has failed, so that the room certainly exists. */
  private void confirm(Room room, Consumer<Outcome<Room>> reply) {
    room.hold();
    core.whenComplete(
        () -> log.openRoom(room.timeline().id(), room.record().toByteArray()),
        (opened, failure) -> {
          boolean failed = failure != null || opened == null;
          if (!failed && uncertain.remove(room)) {
            room.timeline().corrected(opened.tail());
          }
          core.execute(
              () -> {
                try {
                  reply.accept(
                      failed ? Outcome.refused(Refusal.storageUnavailable()) : Outcome.done(room));
                } finally {
                  room.release();
                }
              });
        });
  }
}
