package chat.charla.client;

import chat.charla.v1.Cursor;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.TimelineState;
import java.util.ArrayDeque;

/**
 * The position up to which one timeline has been delivered to the application.
 *
 * <p>An identity that leaves a room and enters it again has several memberships, each with its own
 * range of sequences. Results are not ordered relative to events. So this class keeps the later
 * memberships until the last event of the current membership has arrived.
 *
 * <p>The client's {@link Scheduler} owns this object.
 */
final class TimelineCursor {
  /** What to do with a durable event. */
  enum Admission {
    /** The event is the next one: deliver it. */
    DELIVER,
    /** The event was delivered before: ignore it. */
    KNOWN,
    /**
     * The server has announced that the stream begins with this event: deliver it, although earlier
     * events are missing.
     */
    DELIVER_AFTER_LOSS,
    /** Events before this event are missing: resume from the cursor. */
    HOLE
  }

  private static final long OPEN_END = Long.MAX_VALUE;
  private static final long NOT_ANNOUNCED = -1;

  private final String room;
  private String epoch;
  private long position;

  /** The last sequence of the current membership, whose events are being delivered. */
  private long end = OPEN_END;

  /**
   * Whether the server has sent {@link #end}. If not, {@link #end} is unknown, or derived from the
   * beginning of a later membership.
   */
  private boolean endKnown;

  /** The sequences after which the later memberships begin. */
  private final ArrayDeque<Long> laterStarts = new ArrayDeque<>();

  /** The last sequence of the last of the later memberships. */
  private long laterEnd = OPEN_END;

  /**
   * The sequence after which the current stream delivers all events, as the server has announced.
   */
  private long announcedStart = NOT_ANNOUNCED;

  /**
   * Whether the cursor belongs to another epoch of the timeline, so that the server must send a
   * Gap.
   */
  private boolean resetDue;

  TimelineCursor(String room, String epoch, long position) {
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

  /** Whether the last membership has ended and all its events have been delivered. */
  boolean isOver() {
    return isEndReached() && laterStarts.isEmpty();
  }

  /**
   * Whether all events of the current membership have been delivered. While {@link #resetDue}, the
   * position belongs to another epoch and cannot be compared.
   */
  private boolean isEndReached() {
    return !resetDue && endKnown && position >= end;
  }

  Cursor toProto() {
    return Cursor.newBuilder().setRoom(room).setEpoch(epoch).setAfterSequence(position).build();
  }

  /** Called when a stream is open, with the state of the timeline. */
  void resume(TimelineState state) {
    resetMemberships();
    announcedStart = state.getResumeAfter();
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
      // The current membership has ended, although the result of leaving has not arrived yet.
      startNextMembership();
      advance(sequence);
      return Admission.DELIVER;
    }
    if (position < announcedStart && sequence == announcedStart + 1) {
      advance(sequence);
      return Admission.DELIVER_AFTER_LOSS;
    }
    return Admission.HOLE;
  }

  /**
   * Applies a gap. A reset changes only the epoch and the position. The memberships stay, because
   * the current stream has reported them, so they belong to the present epoch.
   *
   * @return DELIVER, KNOWN if the cursor is already past the gap, or HOLE if events before the gap
   *     are missing as well
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
      resetDue = false;
      announcedStart = NOT_ANNOUNCED;
    }
    advance(gap.getLastMissingSequence());
    return Admission.DELIVER;
  }

  /**
   * Whether events are missing although the server says that it has delivered all events up to this
   * sequence.
   */
  boolean hasMissedEvents(long caughtUpSequence) {
    return resetDue || (end == OPEN_END && caughtUpSequence > position);
  }

  /** The user has entered the room; the result contains the state of the timeline. */
  void enter(TimelineState state, boolean alreadyMember) {
    if (epoch.isEmpty()) {
      epoch = state.getEpoch();
    }
    long start = state.getResumeAfter();
    if (!alreadyMember && !resetDue && !epoch.equals(state.getEpoch())) {
      replace(state);
      return;
    }
    if (alreadyMember || (start < position && !resetDue)) {
      // The membership is known already, by an earlier result or by its events.
      announcedStart = Math.max(announcedStart, start);
      return;
    }
    if (end == OPEN_END && start == position && !resetDue) {
      return;
    }
    if (laterStarts.isEmpty() && !endKnown) {
      end = start;
    }
    laterStarts.addLast(start);
    laterEnd = OPEN_END;
    skipEndedMemberships();
  }

  /** The server has removed the room, and the user has entered another room of the same name. */
  private void replace(TimelineState state) {
    resetMemberships();
    epoch = state.getEpoch();
    position = state.getResumeAfter();
    announcedStart = NOT_ANNOUNCED;
  }

  /** The user has left the room. Events up to {@code lastSequence} may still come. */
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
    while (isEndReached() && !laterStarts.isEmpty()) {
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

  private void resetMemberships() {
    laterStarts.clear();
    end = OPEN_END;
    endKnown = false;
    laterEnd = OPEN_END;
  }
}
