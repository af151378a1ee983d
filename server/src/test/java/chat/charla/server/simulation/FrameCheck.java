package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.TimelineState;
import java.util.HashMap;
import java.util.Map;

/**
 * Checks the frames of one stream before the client library sees them. The client library would
 * hide a hole or a repetition in the sequences of durable events; here, each is a failure.
 */
final class FrameCheck {
  private static final int MAX_BATCH_BYTES = 64 * 1024;

  private final Map<String, Long> positions = new HashMap<>();

  void check(ConverseResponse frame) {
    switch (frame.getPayloadCase()) {
      case READY -> frame.getReady().getTimelinesList().forEach(this::starts);
      case RESULT -> {
        RoomEntered entered = frame.getResult().getRoomEntered();
        if (frame.getResult().hasRoomEntered() && !entered.getAlreadyMember()) {
          starts(entered.getTimeline());
        }
      }
      case MEMBERSHIP_CHANGED -> {
        if (frame.getMembershipChanged().hasRoomEntered()) {
          starts(frame.getMembershipChanged().getRoomEntered().getTimeline());
        }
      }
      case GAP -> {
        Gap gap = frame.getGap();
        positions.put(gap.getRoom(), gap.getLastMissingSequence());
      }
      case BATCH -> {
        require(
            frame.getBatch().getSerializedSize() <= MAX_BATCH_BYTES
                || frame.getBatch().getEventsCount() == 1,
            "a batch of %s bytes",
            frame.getBatch().getSerializedSize());
        frame.getBatch().getEventsList().forEach(this::check);
      }
      default -> {}
    }
  }

  private void starts(TimelineState state) {
    positions.put(state.getRoom(), state.getResumeAfter());
  }

  private void check(Event event) {
    if (event.getSequence() == 0) {
      return;
    }
    Long before = positions.put(event.getRoom(), event.getSequence());
    require(before != null, "an event of %s, which was not announced", event.getRoom());
    require(
        event.getSequence() == before + 1,
        "%s of %s follows %s",
        event.getSequence(),
        event.getRoom(),
        before);
  }
}
