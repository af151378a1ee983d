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
 * The cursors of all timelines of an identity, its inbox under the empty name. They move before the
 * application is told, so that a listener that fails is not told twice.
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

  /** A stream is open: these are the inbox and the rooms that the user is in, and no others. */
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
      // A room just entered, whose events were quicker than the result: it begins with this one.
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

  /** Whether the server says it has delivered what has not come. */
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

  /** Where a timeline stands, for messages about it. */
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
