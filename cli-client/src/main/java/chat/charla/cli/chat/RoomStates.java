package chat.charla.cli.chat;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.Room;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.v1.GetRoomResponse;

/** Requests the settings of rooms, and the user's role in them. Owned by the client's scheduler. */
final class RoomStates {
  /** The first edition of the contract with settings of rooms. */
  private static final int EDITION = 2;

  private final ChatClient client;
  private final ChatState state;

  RoomStates(ChatClient client, ChatState state) {
    this.client = client;
    this.state = state;
  }

  /** Whether {@link #ask} would send a request. */
  boolean isUnknown(Room room) {
    return state.limits().getEdition() >= EDITION && room.fold().needsAnswer();
  }

  /** If the state of a room is not known, requests it. Then runs {@code whenAnswered}. */
  void ask(Room room, Runnable whenAnswered) {
    if (!isUnknown(room)) {
      return;
    }
    room.fold().ask();
    client
        .rooms()
        .getRoom(
            room.name(),
            new Answer<>() {
              @Override
              public void onSuccess(GetRoomResponse response) {
                room.fold().answered(response, state.self().getId());
                whenAnswered.run();
              }

              @Override
              public void onFailure(CallFailure failure) {
                room.fold().failed();
                whenAnswered.run();
              }
            });
  }
}
