package chat.charla.client;

import chat.charla.v1.Cursor;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.TimelineState;
import java.util.ArrayDeque;

/**
 * How far one timeline has been delivered to the application, and which sequence must come next.
 *
 * <p>A room that is left and entered again has memberships, each with its own range of sequences,
 * and results come in no order against events. So the memberships after the one that is being
 * delivered are kept here until its last event is there.
 *
 * <p>Owned by the client's {@link Scheduler}.
 */
final class Timeline {
  /** What to do with a durable event. */
  enum Admission {
    /** It is the next one. */
    DELIVER,
    /** It is known: ignore it. */
    KNOWN,
    /** It is the one that the server said it would begin with, but some before it are missing. */
    DELIVER_AFTER_LOSS,
    /** Some before it are missing: resume from the cursor. */
    HOLE
  }

  private static final long OPEN_END = Long.MAX_VALUE;
  private static final long NOT_PROMISED = -1;

  private final String room;
  private String epoch;
  private long position;

  /** The last sequence of the membership that is being delivered. */
  private long end = OPEN_END;

  /** Whether {@link #end} is the server's word, and not only what a later membership implies. */
  private boolean endKnown;

  /** After which sequences the later memberships begin. */
  private final ArrayDeque<Long> laterStarts = new ArrayDeque<>();

  /** The last sequence of the last of the later memberships. */
  private long laterEnd = OPEN_END;

  /** After which sequence the present stream said it would begin. */
  private long promisedStart = NOT_PROMISED;

  /** Whether the cursor belongs to another life of the timeline, so that a Gap has to come. */
  private boolean resetDue;

  Timeline(String room, String epoch, long position) {
    this.room = room;
    this.epoch = epoch;
    this.position = position;
  }

  String epoch() {
    return epoch;
  }

  long position() {
    return position;
  }

  /** Whether the membership has ended and all of it has been delivered. */
  boolean isOver() {
    return endKnown && position >= end && laterStarts.isEmpty();
  }

  Cursor cursor() {
    return Cursor.newBuilder().setRoom(room).setEpoch(epoch).setAfterSequence(position).build();
  }

  /** A new stream begins, and the user is in the room. */
  void resume(TimelineState state) {
    stayMember();
    promisedStart = state.getResumeAfter();
    resetDue =
        position > state.getHeadSequence() || (!epoch.isEmpty() && !epoch.equals(state.getEpoch()));
    if (epoch.isEmpty()) {
      epoch = state.getEpoch();
    }
  }

  Admission admit(long sequence) {
    if (resetDue) {
      return Admission.HOLE;
    }
    if (sequence <= position) {
      return Admission.KNOWN;
    }
    if (sequence == position + 1 && sequence <= end) {
      advance(sequence);
      return Admission.DELIVER;
    }
    if (!endKnown && !laterStarts.isEmpty() && sequence == laterStarts.getFirst() + 1) {
      // A membership has ended here, and the result that says so is still on its way.
      startNextMembership();
      advance(sequence);
      return Admission.DELIVER;
    }
    if (position < promisedStart && sequence == promisedStart + 1) {
      advance(sequence);
      return Admission.DELIVER_AFTER_LOSS;
    }
    return Admission.HOLE;
  }

  /**
   * Takes a gap.
   *
   * @return DELIVER, KNOWN if it tells nothing new, or HOLE if more is missing than it says
   */
  Admission admit(Gap gap) {
    boolean sameEpoch = epoch.isEmpty() || epoch.equals(gap.getEpoch());
    boolean reset = gap.getReason() == GapReason.GAP_REASON_RESET || !sameEpoch || resetDue;
    if (!reset && gap.getLastMissingSequence() <= position) {
      return Admission.KNOWN;
    }
    if (!reset && gap.getFirstMissingSequence() > position + 1) {
      return Admission.HOLE;
    }
    epoch = gap.getEpoch();
    if (reset) {
      stayMember();
      resetDue = false;
      promisedStart = NOT_PROMISED;
      position = gap.getLastMissingSequence();
    } else {
      advance(gap.getLastMissingSequence());
    }
    return Admission.DELIVER;
  }

  /** Whether the server, which says it has delivered up to there, has left something out. */
  boolean isMissing(long caughtUpSequence) {
    return resetDue || (end == OPEN_END && caughtUpSequence > position);
  }

  /** The room has been entered; what it says of the timeline is in the result. */
  void enter(TimelineState state, boolean alreadyMember) {
    if (epoch.isEmpty()) {
      epoch = state.getEpoch();
    }
    long start = state.getResumeAfter();
    if (alreadyMember || start < position) {
      // Nothing new, or this result is not the first sign of the membership.
      promisedStart = Math.max(promisedStart, start);
      return;
    }
    if (end == OPEN_END && start == position) {
      return;
    }
    if (laterStarts.isEmpty() && !endKnown) {
      end = start;
    }
    laterStarts.addLast(start);
    laterEnd = OPEN_END;
    skipEndedMemberships();
  }

  /** The room has been left; events up to this one may still come. */
  void leave(long lastSequence) {
    if (laterStarts.isEmpty() || lastSequence <= laterStarts.getFirst()) {
      end = lastSequence;
      endKnown = true;
    } else {
      laterEnd = lastSequence;
    }
    skipEndedMemberships();
  }

  private void advance(long sequence) {
    position = sequence;
    skipEndedMemberships();
  }

  private void skipEndedMemberships() {
    while (endKnown && position >= end && !laterStarts.isEmpty()) {
      startNextMembership();
    }
  }

  private void startNextMembership() {
    position = Math.max(position, laterStarts.removeFirst());
    if (laterStarts.isEmpty()) {
      end = laterEnd;
      endKnown = laterEnd != OPEN_END;
      laterEnd = OPEN_END;
    } else {
      end = laterStarts.getFirst();
      endKnown = false;
    }
  }

  private void stayMember() {
    laterStarts.clear();
    end = OPEN_END;
    endKnown = false;
    laterEnd = OPEN_END;
  }
}
