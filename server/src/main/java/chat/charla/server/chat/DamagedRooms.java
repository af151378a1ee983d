package chat.charla.server.chat;

import chat.charla.server.log.DamagedTimeline;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.room.Room;
import chat.charla.server.storage.StorageException;
import chat.charla.server.storage.StoredFormat;
import chat.charla.server.storage.StoredFormat.StoredEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides how the server handles damaged timelines when it starts. Until a damaged room is
 * repaired, members can leave it, but clients cannot enter, read or write it. The server serves all
 * other rooms. If the lobby is damaged, the server does not start, because every identity is in the
 * lobby. The server does not restore an identity whose inbox is damaged.
 */
final class DamagedRooms {
  private final DamageReport report;
  private final StoredFormat format = new ProtoFormat();
  private final Set<String> rooms = new TreeSet<>();
  private final Set<String> identities = new HashSet<>();

  DamagedRooms(DamageReport report) {
    this.report = report;
  }

  /** The names of damaged rooms. */
  Set<String> rooms() {
    return rooms;
  }

  /** The ids of the identities whose inboxes are damaged. */
  Set<String> identities() {
    return identities;
  }

  /**
   * Removes the damaged timelines from {@code timelines}.
   *
   * @param hasIdentities whether the storage has identities; in that case it must have a lobby
   * @throws StorageException if the lobby is damaged
   */
  void removeFrom(
      List<DamagedTimeline> damaged, Map<TimelineId, Tail> timelines, boolean hasIdentities) {
    for (DamagedTimeline each : damaged) {
      String name = each.name();
      if (name == null) {
        addNameless(each, timelines);
      } else if (TimelineId.isValid(name)) {
        TimelineId timeline = new TimelineId(name);
        timelines.remove(timeline);
        if (timeline.isRoom()) {
          addRoom(timeline.roomName(), each.finding());
        } else if (timeline.equals(TimelineId.AUDIT)) {
          report.add(
              "The record of what operators have done is damaged: %s. Until it is repaired, nothing"
                      .formatted(each.finding())
                  + " can be added to it");
        } else {
          identities.add(timeline.identityId());
          report.add(
              "The inbox of identity %s is damaged: %s. The identity is left out"
                  .formatted(timeline.identityId(), each.finding()));
        }
      } else {
        report.add("A timeline is damaged: " + each.finding());
      }
    }
    boolean isNew = timelines.isEmpty() && damaged.isEmpty() && !hasIdentities;
    if (!isNew && !timelines.containsKey(TimelineId.room(Room.LOBBY))) {
      throw new StorageException(
          "The room lobby, which every user is in, is damaged: its timeline "
              + (rooms.contains(Room.LOBBY) ? "cannot be used" : "is missing"),
          DamageReport.HINT,
          null);
    }
  }

  /**
   * Handles a timeline that still has events, but whose row with the name is lost. If the events
   * belong to a room, no new room may get the name of that room.
   */
  private void addNameless(DamagedTimeline damaged, Map<TimelineId, Tail> timelines) {
    StoredEvent event = format.event(damaged.event());
    if (event == null || event.room().isEmpty() || event.room().equals(TimelineId.AUDIT_NAME)) {
      report.add("An inbox or another timeline is damaged: " + damaged.finding());
    } else if (timelines.containsKey(TimelineId.room(event.room()))) {
      report.add(
          "The room %s has lost earlier events: %s".formatted(event.room(), damaged.finding()));
    } else {
      addRoom(event.room(), damaged.finding());
    }
  }

  /** Adds a room that an identity is a member of, although the storage does not have the room. */
  void addMissing(String room) {
    if (!rooms.contains(room)) {
      addRoom(room, "it has members, but no timeline");
    }
  }

  private void addRoom(String room, String finding) {
    if (rooms.add(room)) {
      report.add(
          "The room %s is damaged: %s. Until it is repaired, it can only be left"
              .formatted(room, finding));
    }
  }
}
