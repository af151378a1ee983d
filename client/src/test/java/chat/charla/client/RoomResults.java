package chat.charla.client;

import chat.charla.v1.CommandResult;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;

/** The results of commands that enter and leave rooms. */
final class RoomResults {
  private RoomResults() {}

  static CommandResult.Builder entered(String room, long resumeAfter) {
    return entered(room, resumeAfter, FakeTransport.timeline(room, 0, 0).getEpoch());
  }

  static CommandResult.Builder entered(String room, long resumeAfter, String epoch) {
    return CommandResult.newBuilder()
        .setRoomEntered(
            RoomEntered.newBuilder()
                .setTimeline(
                    FakeTransport.timeline(room, resumeAfter, resumeAfter).toBuilder()
                        .setEpoch(epoch)));
  }

  static CommandResult.Builder left(String room, long lastSequence) {
    return CommandResult.newBuilder()
        .setRoomLeft(RoomLeft.newBuilder().setRoom(room).setLastSequence(lastSequence));
  }
}
