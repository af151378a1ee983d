package chat.charla.server.room;

import chat.charla.server.fatal.Indivisible;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.scheduling.Scheduler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** Removes vacant rooms from the log and from memory. Owned by the core. */
final class RoomRemoval {
  private final Rooms rooms;
  private final MessageLog log;
  private final Scheduler core;

  /** The removals in progress, and the tasks that wait for their outcome. */
  private final Map<Room, List<Runnable>> inProgress = new HashMap<>();

  /** Rooms whose removal failed, so that it is unknown whether they are on disk. */
  private final Set<Room> uncertain = new HashSet<>();

  RoomRemoval(Rooms rooms, RoomServices services) {
    this.rooms = rooms;
    this.log = services.log();
    this.core = services.core();
  }

  /**
   * Removes a vacant room.
   *
   * @param reply called with true if the log has removed the room, otherwise with false
   */
  void remove(Room room, Consumer<Boolean> reply) {
    rooms.vacant().occupied(room);
    inProgress.put(room, new ArrayList<>());
    core.whenComplete(
        () -> log.removeUnused(room.timeline().id()),
        (removed, failure) ->
            Indivisible.change(
                () -> {
                  boolean isRemoved = failure == null && Boolean.TRUE.equals(removed);
                  if (isRemoved) {
                    uncertain.remove(room);
                    rooms.remove(room);
                  } else {
                    uncertain.add(room);
                  }
                  if (failure != null) {
                    rooms.vacant().vacant(room);
                  }
                  Objects.requireNonNull(inProgress.remove(room)).forEach(core::execute);
                  reply.accept(isRemoved);
                }));
  }

  /** The number of removals in progress. */
  int countInProgress() {
    return inProgress.size();
  }

  boolean isInProgress(Room room) {
    return inProgress.containsKey(room);
  }

  /** Runs the task when the removal in progress of this room has an outcome. */
  void whenDone(Room room, Runnable task) {
    Objects.requireNonNull(inProgress.get(room)).add(task);
  }

  /** Whether the room's removal has failed, so that it is unknown whether the room is on disk. */
  boolean isUncertain(Room room) {
    return uncertain.contains(room);
  }

  /** Records that a room with this tail is certainly on disk. */
  void foundOnDisk(Room room, Tail tail) {
    if (uncertain.remove(room)) {
      room.timeline().corrected(tail);
    }
  }
}
