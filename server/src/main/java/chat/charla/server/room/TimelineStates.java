package chat.charla.server.room;

import chat.charla.server.delivery.Timeline;
import chat.charla.server.log.Tail;
import chat.charla.v1.TimelineState;

/** Converts a timeline's tail to the contract's {@link TimelineState}. */
final class TimelineStates {

  private TimelineStates() {}

  static TimelineState.Builder of(Timeline timeline, long resumeAfter) {
    Tail tail = timeline.tail();
    return TimelineState.newBuilder()
        .setRoom(timeline.id().roomName())
        .setEpoch(tail.epoch())
        .setHeadSequence(tail.head())
        .setFirstSequence(tail.first())
        .setResumeAfter(resumeAfter);
  }
}
