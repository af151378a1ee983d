package chat.charla.cli.chat;

import chat.charla.v1.CaughtUp;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.Ready;
import chat.charla.v1.TimelineState;
import java.util.HashMap;
import java.util.Map;

/**
 * What was said while one was away: how much it is, and where it begins and ends. Owned by the
 * client's scheduler.
 */
final class CatchUp {
  /** The last missed sequence of each timeline that is not caught up with. */
  private final Map<String, Long> heads = new HashMap<>();

  private boolean beenHere;
  private long missed;
  private boolean begun;

  /** One has been here before, in an earlier process. */
  void returnOfSomebody() {
    beenHere = true;
  }

  /** The identity has ended, so no messages can have been missed. */
  void forget() {
    beenHere = false;
    stop();
  }

  /**
   * A stream is open, and tells how much there is to catch up with.
   *
   * @param room that one looks at, or empty; what is said in others is only counted there
   */
  void begin(Ready ready, String room) {
    stop();
    if (beenHere) {
      for (TimelineState timeline : ready.getTimelinesList()) {
        long count = timeline.getHeadSequence() - timeline.getResumeAfter();
        if (count > 0 && (timeline.getRoom().isEmpty() || timeline.getRoom().equals(room))) {
          heads.put(timeline.getRoom(), timeline.getHeadSequence());
          missed += count;
        }
      }
    }
    beenHere = true;
  }

  /** Whether an event belongs to what was missed. */
  boolean isMissed(Event event) {
    return event.getSequence() > 0
        && event.getSequence() <= heads.getOrDefault(event.getRoom(), 0L);
  }

  /** Whether one is not up to date yet. */
  boolean isUnderWay() {
    return !heads.isEmpty();
  }

  /** One of the missed events is not told as such, because one has said it oneself. */
  void leaveOut() {
    missed--;
  }

  /** Some of what was missed will never come. */
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
   * @return how many there are with it, if it is the first one; otherwise 0
   */
  long show() {
    if (begun) {
      return 0;
    }
    begun = true;
    return missed;
  }

  /** Returns whether everything that was missed has been shown now, and there was something. */
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
