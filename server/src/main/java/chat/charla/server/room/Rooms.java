package chat.charla.server.room;

import chat.charla.name.NameFold;
import chat.charla.server.log.OpenedRoom;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.role.RoomState;
import chat.charla.server.storage.v1.StoredRoom;
import chat.charla.server.storage.v1.StoredRoomMember;
import com.google.protobuf.InvalidProtocolBufferException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All rooms that the log has, by name. Owned by the core. */
public final class Rooms {
  private static final Logger LOG = System.getLogger(Rooms.class.getName());

  private RoomSettings settings;
  private final RoomServices services;
  private final Events events;
  private final NavigableMap<String, Room> rooms = new TreeMap<>();

  /** The number of rooms, for threads other than the core. */
  private volatile int count;

  private final VacantRooms vacantRooms = new VacantRooms();
  private Room.RemovalListener removalListener = (room, userId, sequence) -> {};
  private Predicate<String> userExists = id -> true;

  /**
   * The rooms whose names an earlier release folded differently. The keys are the names as this
   * release folds them. The rooms keep their stored names.
   */
  private final Map<String, Room> foldedDifferently = new HashMap<>();

  public Rooms(RoomSettings settings, RoomServices services) {
    this.settings = settings;
    this.services = services;
    this.events = new Events(services.clock());
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
   *
   * @param isAccount whether the identity is an account; if so, it becomes the owner of the room
   */
  public byte[] newRecord(String creatorId, boolean isAccount) {
    return StoredRoom.newBuilder()
        .setCreateMillis(services.clock().millis())
        .setCreatorId(creatorId)
        .setOwnerId(isAccount ? creatorId : "")
        .build()
        .toByteArray();
  }

  /** Adds a new room that is in the log. If the room has been added before, changes nothing. */
  public Room restore(TimelineId timeline, OpenedRoom stored) {
    return restore(timeline, stored, List.of(), false);
  }

  /**
   * Adds a room that is in the log. If the room has been added before, changes nothing.
   *
   * @param members the records of users of the room
   */
  public Room restore(TimelineId timeline, OpenedRoom stored, List<StoredRoomMember> members) {
    return restore(timeline, stored, members, false);
  }

  /** Sets the listener for removed members. Before this call, the rooms report no removals. */
  public void whenRemoved(Room.RemovalListener listener) {
    removalListener = listener;
  }

  /**
   * Sets the test whether the user with an id still exists. Before this call, all users count as
   * existing.
   */
  public void whoExists(Predicate<String> exists) {
    userExists = exists;
  }

  /** Adds a room whose timeline is damaged, so that it can only be left. */
  public Room restoreDamaged(String name) {
    OpenedRoom unknown = new OpenedRoom(new Tail("", 1, 0), new byte[0]);
    return restore(TimelineId.room(name), unknown, List.of(), true);
  }

  private Room restore(
      TimelineId timeline, OpenedRoom stored, List<StoredRoomMember> members, boolean damaged) {
    Room restored =
        rooms.computeIfAbsent(
            timeline.roomName(),
            name -> {
              Room room =
                  new Room(
                      new Timeline(timeline, stored.tail(), services.delivery()),
                      new RoomState(
                          parsed(name, stored.record()), members, id -> userExists.test(id)),
                      settings,
                      services,
                      events,
                      vacantRooms,
                      (left, userId, sequence) -> removalListener.removed(left, userId, sequence),
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

  /** Removes a room that the log has removed. */
  void remove(Room room) {
    rooms.remove(room.name());
    count = rooms.size();
    foldedDifferently.values().remove(room);
    room.timeline().close();
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

  /** The rooms that have no members and no message. */
  VacantRooms vacant() {
    return vacantRooms;
  }
}
