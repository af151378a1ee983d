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

  /** Whether the identity has had a stream before, so that it may have missed events. */
  private boolean returning;

  private long missed;

  /** Whether a missed event has been shown. */
  private boolean begun;

  /** The identity was restored from an earlier process. */
  void identityRestored() {
    returning = true;
  }

  /** The identity has ended. A new identity has missed no events. */
  void forget() {
    returning = false;
    stop();
  }

  /**
   * A stream is open, and {@code Ready} tells how many events were missed.
   *
   * @param room the current room, or empty; only events of this room and of the inbox count as
   *     missed
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

  /** Whether an event is one of the missed events. */
  boolean isMissed(Event event) {
    return event.getSequence() > 0
        && event.getSequence() <= heads.getOrDefault(event.getRoom(), 0L);
  }

  /** Whether missed events are still being delivered. */
  boolean isUnderWay() {
    return !heads.isEmpty();
  }

  /** Subtracts one of the user's own messages from the number of missed events. */
  void subtractOwn() {
    missed--;
  }

  /**
   * Subtracts the events of a gap from the number of missed events, because the server will not
   * deliver them. After a reset, no event counts as missed.
   */
  void subtract(Gap gap) {
    if (gap.getReason() == GapReason.GAP_REASON_RESET) {
      stop();
    } else if (heads.containsKey(gap.getRoom())) {
      missed -= gap.getLastMissingSequence() - gap.getFirstMissingSequence() + 1;
    }
  }

  /**
   * Called before each missed event is shown. Returns the number of missed events for the divider
   * before the first of them, and 0 for the others.
   */
  long takeCount() {
    if (begun) {
      return 0;
    }
    begun = true;
    return missed;
  }

  /**
   * Records that a timeline is caught up.
   *
   * @return whether the divider after the missed events is due: no other timeline has missed
   *     events, and at least one missed event was shown
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
