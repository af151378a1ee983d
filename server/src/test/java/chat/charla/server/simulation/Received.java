package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.v1.CaughtUp;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.TimelineState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * What the client of one person reports of its timelines. Each method throws an {@link
 * AssertionError} unless all events come once, in order, and only while the person may see them.
 */
final class Received {
  private final Supplier<String> name;
  private final Map<String, Long> positions = new HashMap<>();
  private final Set<String> rooms = new HashSet<>();

  /** By timeline: the oldest event that was retained when the stream began. */
  private final Map<String, Long> firsts = new HashMap<>();

  /** By room that the person has left: the last event that may be delivered. */
  private final Map<String, Long> lastAllowed = new HashMap<>();

  /**
   * Starts without timelines and events.
   *
   * @param name the present name of the person
   */
  Received(Supplier<String> name) {
    this.name = name;
  }

  /** The rooms that the person is a member of. */
  Set<String> rooms() {
    return rooms;
  }

  /** By timeline: the sequence of the last event. The inbox has the empty name. */
  Map<String, Long> positions() {
    return positions;
  }

  /** Requires that the person has received everything up to these heads of its timelines. */
  void requireUpToDate(ToLongFunction<String> heads) {
    require(positions.containsKey(""), "%s has no inbox", name.get());
    positions.forEach(
        (room, position) -> {
          if (room.isEmpty() || rooms.contains(room)) {
            long head = heads.applyAsLong(room);
            require(
                position == head,
                "%s has received up to %s of %s in %s",
                name.get(),
                position,
                head,
                room);
          }
        });
  }

  void ready(Ready ready) {
    positions.keySet().removeIf(room -> !room.isEmpty() && !rooms.contains(room));
    rooms.clear();
    for (TimelineState state : ready.getTimelinesList()) {
      positions.putIfAbsent(state.getRoom(), state.getResumeAfter());
      firsts.put(state.getRoom(), state.getFirstSequence());
      if (!state.getRoom().isEmpty()) {
        rooms.add(state.getRoom());
      }
    }
    lastAllowed.keySet().removeAll(rooms);
  }

  void event(Event event) {
    require(
        rooms.contains(event.getRoom()) || positions.containsKey(event.getRoom()),
        "%s receives an event of %s",
        name.get(),
        event.getRoom());
    if (event.getSequence() == 0) {
      return;
    }
    long last = lastAllowed.getOrDefault(event.getRoom(), Long.MAX_VALUE);
    require(
        event.getSequence() <= last,
        "%s has left %s at %s and receives %s",
        name.get(),
        event.getRoom(),
        last,
        event.getSequence());
    long expected = positions.getOrDefault(event.getRoom(), 0L) + 1;
    require(
        event.getSequence() == expected,
        "%s receives %s of %s instead of %s",
        name.get(),
        event.getSequence(),
        event.getRoom(),
        expected);
    long first = firsts.getOrDefault(event.getRoom(), 1L);
    require(
        event.getSequence() >= first,
        "%s receives %s of %s, which began with %s",
        name.get(),
        event.getSequence(),
        event.getRoom(),
        first);
    positions.put(event.getRoom(), event.getSequence());
  }

  void gap(Gap gap) {
    require(gap.getReason() == GapReason.GAP_REASON_TRIMMED, "%s was reset: %s", name.get(), gap);
    require(
        gap.getFirstMissingSequence() == positions.getOrDefault(gap.getRoom(), 0L) + 1,
        "%s at %s has a gap from %s",
        name.get(),
        positions,
        gap.getFirstMissingSequence());
    positions.put(gap.getRoom(), gap.getLastMissingSequence());
  }

  void caughtUp(CaughtUp caughtUp) {
    if (rooms.contains(caughtUp.getRoom())) {
      require(
          caughtUp.getSequence() == positions.getOrDefault(caughtUp.getRoom(), -1L),
          "%s at %s has caught up with %s",
          name.get(),
          positions,
          caughtUp);
    }
  }

  void entered(RoomEntered entered) {
    TimelineState state = entered.getTimeline();
    if (!entered.getAlreadyMember() || !rooms.contains(state.getRoom())) {
      positions.put(state.getRoom(), state.getResumeAfter());
    }
    firsts.put(state.getRoom(), state.getFirstSequence());
    rooms.add(state.getRoom());
    lastAllowed.remove(state.getRoom());
  }

  void left(RoomLeft left) {
    // The result of leaving a room again lacks the last sequence.
    if (rooms.remove(left.getRoom())) {
      lastAllowed.put(left.getRoom(), left.getLastSequence());
    }
  }
}
