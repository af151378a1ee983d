package chat.charla.client;

import chat.charla.v1.CaughtUp;
import chat.charla.v1.Cursor;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.TimelineState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The cursors of all timelines of an identity; the inbox has the empty name. A cursor moves before
 * the application receives the event, so that an event is not repeated if the listener throws.
 *
 * <p>Owned by the client's {@link Scheduler}.
 */
final class Timelines {
  private final Map<String, Timeline> timelines = new LinkedHashMap<>();

  void restore(SavedSession.SavedCursor cursor) {
    timelines.put(
        cursor.room(), new Timeline(cursor.room(), cursor.epoch(), cursor.afterSequence()));
  }

  boolean isEmpty() {
    return timelines.isEmpty();
  }

  void clear() {
    timelines.clear();
  }

  List<Cursor> cursors() {
    List<Cursor> cursors = new ArrayList<>(timelines.size());
    for (Timeline timeline : timelines.values()) {
      cursors.add(timeline.cursor());
    }
    return cursors;
  }

  /**
   * A stream is open: these are all timelines of the identity, the inbox and the rooms that it is a
   * member of.
   */
  void resume(List<TimelineState> states) {
    Set<String> rooms = new HashSet<>();
    for (TimelineState state : states) {
      rooms.add(state.getRoom());
      timelines
          .computeIfAbsent(
              state.getRoom(), room -> new Timeline(room, state.getEpoch(), state.getResumeAfter()))
          .resume(state);
    }
    timelines.keySet().retainAll(rooms);
  }

  Timeline.Admission admit(Event event) {
    Timeline timeline = timelines.get(event.getRoom());
    if (timeline == null) {
      // The room was just entered, and its events arrive before the result: start with this one.
      timelines.put(event.getRoom(), new Timeline(event.getRoom(), "", event.getSequence()));
      return Timeline.Admission.DELIVER;
    }
    Timeline.Admission admission = timeline.admit(event.getSequence());
    forgetIfOver(event.getRoom(), timeline);
    return admission;
  }

  Timeline.Admission admit(Gap gap) {
    Timeline timeline = timelines.get(gap.getRoom());
    if (timeline == null) {
      timelines.put(
          gap.getRoom(), new Timeline(gap.getRoom(), gap.getEpoch(), gap.getLastMissingSequence()));
      return Timeline.Admission.DELIVER;
    }
    Timeline.Admission admission = timeline.admit(gap);
    forgetIfOver(gap.getRoom(), timeline);
    return admission;
  }

  /** Whether events are missing that the server says it has delivered. */
  boolean isMissing(CaughtUp caughtUp) {
    Timeline timeline = timelines.get(caughtUp.getRoom());
    return timeline != null && timeline.isMissing(caughtUp.getSequence());
  }

  void enter(RoomEntered entered) {
    TimelineState state = entered.getTimeline();
    Timeline timeline = timelines.get(state.getRoom());
    if (timeline == null) {
      timelines.put(
          state.getRoom(), new Timeline(state.getRoom(), state.getEpoch(), state.getResumeAfter()));
      return;
    }
    timeline.enter(state, entered.getAlreadyMember());
  }

  void leave(RoomLeft left) {
    Timeline timeline = timelines.get(left.getRoom());
    if (timeline != null) {
      timeline.leave(left.getLastSequence());
      forgetIfOver(left.getRoom(), timeline);
    }
  }

  /** Describes a timeline and its cursor, for diagnostics. */
  String describe(String room) {
    Timeline timeline = timelines.get(room);
    String name = room.isEmpty() ? "the inbox" : "room " + room;
    return timeline == null
        ? name
        : name + " (epoch " + timeline.epoch() + ", cursor " + timeline.position() + ")";
  }

  private void forgetIfOver(String room, Timeline timeline) {
    if (timeline.isOver()) {
      timelines.remove(room);
    }
  }
}
