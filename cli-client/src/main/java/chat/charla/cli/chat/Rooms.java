package chat.charla.cli.chat;

import chat.charla.v1.Event;
import chat.charla.v1.Ready;
import chat.charla.v1.TimelineState;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rooms that one is in, and the one that one looks at. Owned by the client's scheduler. */
final class Rooms {
  /** Everybody's room. */
  static final String LOBBY = "lobby";

  private final TreeMap<String, Room> rooms = new TreeMap<>();
  private @Nullable Room current;
  private boolean known;

  /** Takes the server's word for where one is. */
  void take(Ready ready) {
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
      current = firstRoom();
    }
  }

  /** Whether the server has told where one is. */
  boolean isKnown() {
    return known;
  }

  /** One has entered a room, or had been in it. */
  Room enter(TimelineState timeline) {
    Room room = rooms.computeIfAbsent(timeline.getRoom(), Room::new);
    room.count(timeline.getUserCount());
    return room;
  }

  /**
   * The user has left a room. If it was the room on the screen, the first other room is shown, if
   * there is one.
   */
  void leave(String name) {
    rooms.remove(name);
    if (current != null && current.name().equals(name)) {
      current = firstRoom();
    }
  }

  /** The user has a new identity, which is in no room yet. */
  void forget() {
    rooms.clear();
    current = null;
    known = false;
  }

  /** The room of this name, as a person writes it, that one is in; or null. */
  @Nullable Room named(String name) {
    return rooms.get(Roster.fold(name));
  }

  /** The room that an event is about, if it is about one that one is in. */
  @Nullable Room of(Event event) {
    return rooms.get(event.getRoom());
  }

  /** The room that one looks at, or null if one is in none. */
  @Nullable Room current() {
    return current;
  }

  /** Whether this is the name of the room that one looks at, and so speaks to. */
  boolean isCurrent(String name) {
    // As long as the server has not told, it is the lobby, where everybody begins.
    return current == null ? !known && name.equals(LOBBY) : current.name().equals(name);
  }

  /** Looks at a room. */
  void switchTo(Room room) {
    current = room;
  }

  /** All of them, by name. */
  Collection<Room> all() {
    return rooms.values();
  }

  List<String> names() {
    return List.copyOf(rooms.keySet());
  }

  private @Nullable Room firstRoom() {
    Room lobby = rooms.get(LOBBY);
    if (lobby != null || rooms.isEmpty()) {
      return lobby;
    }
    return rooms.firstEntry().getValue();
  }
}
