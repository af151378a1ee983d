package chat.charla.client;

import chat.charla.v1.CaughtUp;
import chat.charla.v1.Cursor;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
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
 * <p>The client's {@link Scheduler} owns this object.
 */
final class Cursors {
  private final Map<String, TimelineCursor> byRoom = new LinkedHashMap<>();

  void restore(SavedSession.SavedCursor cursor) {
    byRoom.put(
        cursor.room(), new TimelineCursor(cursor.room(), cursor.epoch(), cursor.afterSequence()));
  }

  boolean isEmpty() {
    return byRoom.isEmpty();
  }

  boolean hasInbox() {
    return byRoom.containsKey("");
  }

  /** Forgets the cursor of the inbox, because the next identity has another inbox. */
  void forgetInbox() {
    byRoom.remove("");
  }

  void clear() {
    byRoom.clear();
  }

  /** All cursors, as {@code Open} contains them. */
  List<Cursor> toProto() {
    List<Cursor> all = new ArrayList<>(byRoom.size());
    for (TimelineCursor cursor : byRoom.values()) {
      all.add(cursor.toProto());
    }
    return all;
  }

  /**
   * Called when a stream is open.
   *
   * @param states the states of all timelines of the identity: its inbox, and the rooms that it is
   *     a member of
   */
  void resume(List<TimelineState> states) {
    Set<String> rooms = new HashSet<>();
    for (TimelineState state : states) {
      rooms.add(state.getRoom());
      byRoom
          .computeIfAbsent(
              state.getRoom(),
              room -> new TimelineCursor(room, state.getEpoch(), state.getResumeAfter()))
          .resume(state);
    }
    byRoom.keySet().retainAll(rooms);
  }

  TimelineCursor.Admission admit(Event event) {
    TimelineCursor cursor = byRoom.get(event.getRoom());
    if (cursor == null) {
      // The room was just entered, and its events arrive before the result: start with this event.
      byRoom.put(event.getRoom(), new TimelineCursor(event.getRoom(), "", event.getSequence()));
      return TimelineCursor.Admission.DELIVER;
    }
    TimelineCursor.Admission admission = cursor.admit(event.getSequence());
    forgetIfOver(event.getRoom(), cursor);
    return admission;
  }

  TimelineCursor.Admission admit(Gap gap) {
    TimelineCursor cursor = byRoom.get(gap.getRoom());
    if (cursor == null && gap.getReason() == GapReason.GAP_REASON_RESET) {
      return TimelineCursor.Admission.KNOWN; // The room was left: there is no cursor to reset.
    }
    if (cursor == null) {
      byRoom.put(
          gap.getRoom(),
          new TimelineCursor(gap.getRoom(), gap.getEpoch(), gap.getLastMissingSequence()));
      return TimelineCursor.Admission.DELIVER;
    }
    TimelineCursor.Admission admission = cursor.admit(gap);
    forgetIfOver(gap.getRoom(), cursor);
    return admission;
  }

  /** Whether events are missing although the server says that it has delivered them. */
  boolean hasMissedEvents(CaughtUp caughtUp) {
    TimelineCursor cursor = byRoom.get(caughtUp.getRoom());
    return cursor != null && cursor.hasMissedEvents(caughtUp.getSequence());
  }

  void enter(RoomEntered entered) {
    TimelineState state = entered.getTimeline();
    TimelineCursor cursor = byRoom.get(state.getRoom());
    if (cursor == null) {
      byRoom.put(
          state.getRoom(),
          new TimelineCursor(state.getRoom(), state.getEpoch(), state.getResumeAfter()));
      return;
    }
    cursor.enter(state, entered.getAlreadyMember());
  }

  void leave(RoomLeft left) {
    TimelineCursor cursor = byRoom.get(left.getRoom());
    if (cursor != null) {
      cursor.leave(left.getLastSequence());
      forgetIfOver(left.getRoom(), cursor);
    }
  }

  /** Describes a timeline and its cursor, for diagnostics. */
  String describe(String room) {
    TimelineCursor cursor = byRoom.get(room);
    String name = room.isEmpty() ? "the inbox" : "room " + room;
    return cursor == null
        ? name
        : name + " (epoch " + cursor.epoch() + ", cursor " + cursor.position() + ")";
  }

  private void forgetIfOver(String room, TimelineCursor cursor) {
    if (cursor.isOver()) {
      byRoom.remove(room);
    }
  }
}
