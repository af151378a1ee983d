package chat.charla.cli.chat.state;

import chat.charla.client.RoomState;
import chat.charla.name.NameFold;
import chat.charla.v1.Event;
import chat.charla.v1.Ready;
import chat.charla.v1.TimelineState;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that the user is a member of, and which of them is the current one. Owned by the
 * client's scheduler.
 */
public final class Rooms {
  /** The room that every user starts in. */
  public static final String LOBBY = "lobby";

  private final TreeMap<String, Room> rooms = new TreeMap<>();
  private @Nullable Room current;
  private boolean known;

  /** Sets the rooms to those that the server lists in {@code Ready}. */
  public void take(Ready ready) {
    known = true;
    Set<String> names = new HashSet<>();
    for (TimelineState timeline : ready.getTimelinesList()) {
      if (!timeline.getRoom().isEmpty()) {
        names.add(timeline.getRoom());
        enter(timeline);
      }
    }
    rooms.keySet().retainAll(names);
    if (current == null || !names.contains(current.name())) {
      current = defaultRoom();
    }
  }

  /** Whether the server has sent the user's rooms. */
  public boolean isKnown() {
    return known;
  }

  /** The user has entered a room, or was a member already. */
  public Room enter(TimelineState timeline) {
    Room room = rooms.computeIfAbsent(timeline.getRoom(), Room::new);
    RoomState state = room.fold().state();
    if (state != null && !state.epoch().equals(timeline.getEpoch())) {
      room.fold().forget();
    }
    room.open(timeline.getUserCount());
    return room;
  }

  /**
   * The user has left a room. If that was the current room, the lobby becomes the current room, or
   * the first room by name if the user is not in the lobby.
   */
  public void leave(String name) {
    rooms.remove(name);
    if (current != null && current.name().equals(name)) {
      current = defaultRoom();
    }
  }

  /** The user's identity has ended. Discards its rooms. */
  public void forget() {
    rooms.clear();
    current = null;
    known = false;
  }

  /** The user's room with this name, or null. Names are folded for comparison. */
  public @Nullable Room named(String name) {
    return rooms.get(NameFold.fold(name));
  }

  /** The user's room that an event concerns, or null. */
  public @Nullable Room of(Event event) {
    return rooms.get(event.getRoom());
  }

  /** The current room, or null if the user is in none. */
  public @Nullable Room current() {
    return current;
  }

  /** Whether the current room has this name. */
  public boolean isCurrent(String name) {
    // Until the server has sent the rooms, assume the lobby, where every user starts.
    return current == null ? !known && name.equals(LOBBY) : current.name().equals(name);
  }

  /** Makes a room the current one. */
  public void switchTo(Room room) {
    current = room;
  }

  /** All rooms, sorted by name. */
  public Collection<Room> all() {
    return rooms.values();
  }

  /** The names of all rooms, sorted. */
  public List<String> names() {
    return List.copyOf(rooms.keySet());
  }

  /** The lobby, or the first room by name if the user is not in the lobby; null without a room. */
  private @Nullable Room defaultRoom() {
    Room lobby = rooms.get(LOBBY);
    if (lobby != null || rooms.isEmpty()) {
      return lobby;
    }
    return rooms.firstEntry().getValue();
  }
}
