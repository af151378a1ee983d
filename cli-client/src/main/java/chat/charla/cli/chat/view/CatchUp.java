package chat.charla.cli.chat.view;

import chat.charla.v1.CaughtUp;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.Ready;
import chat.charla.v1.TimelineState;
import java.util.HashMap;
import java.util.Map;

/**
 * Tracks the events that the user missed while disconnected: how many there are, and where they
 * begin and end. Owned by the client's scheduler.
 */
final class CatchUp {
  /** The last missed sequence of each timeline that is not caught up yet. */
  private final Map<String, Long> heads = new HashMap<>();

  private boolean returning;
  private long missed;
  private boolean begun;

  /** The identity was restored from an earlier process. */
  void identityRestored() {
    returning = true;
  }

  /** The identity has ended, so no messages can have been missed. */
  void forget() {
    returning = false;
    stop();
  }

  /**
   * A stream is open, and {@code Ready} tells how many events were missed.
   *
   * @param room the current room, or empty; events in other rooms are only counted as unread there
   */
  void begin(Ready ready, String room) {
    stop();
    if (returning) {
      for (TimelineState timeline : ready.getTimelinesList()) {
        long count = timeline.getHeadSequence() - timeline.getResumeAfter();
        if (count > 0 && (timeline.getRoom().isEmpty() || timeline.getRoom().equals(room))) {
          heads.put(timeline.getRoom(), timeline.getHeadSequence());
          missed += count;
        }
      }
    }
    returning = true;
  }

  /** Whether an event is one of the missed ones. */
  boolean isMissed(Event event) {
    return event.getSequence() > 0
        && event.getSequence() <= heads.getOrDefault(event.getRoom(), 0L);
  }

  /** Whether missed events are still being delivered. */
  boolean isUnderWay() {
    return !heads.isEmpty();
  }

  /** Removes one event from the number of missed ones, because it is the user's own message. */
  void leaveOut() {
    missed--;
  }

  /**
   * Removes the events of a gap from the number of missed ones, because they will not be delivered.
   */
  void leaveOut(Gap gap) {
    if (gap.getReason() == GapReason.GAP_REASON_RESET) {
      stop();
    } else if (heads.containsKey(gap.getRoom())) {
      missed -= gap.getLastMissingSequence() - gap.getFirstMissingSequence() + 1;
    }
  }

  /**
   * A missed event is about to be shown.
   *
   * @return the number of missed events if this is the first one; otherwise 0
   */
  long show() {
    if (begun) {
      return 0;
    }
    begun = true;
    return missed;
  }

  /**
   * Returns whether this was the last timeline with missed events, and at least one of these events
   * was shown.
   */
  boolean end(CaughtUp caughtUp) {
    if (heads.remove(caughtUp.getRoom()) == null || !heads.isEmpty()) {
      return false;
    }
    boolean wasBegun = begun;
    stop();
    return wasBegun;
  }

  private void stop() {
    heads.clear();
    missed = 0;
    begun = false;
  }
}
