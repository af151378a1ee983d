package chat.charla.client;

import chat.charla.v1.GetRoomRequest;
import chat.charla.v1.GetRoomResponse;
import chat.charla.v1.ListMembersRequest;
import chat.charla.v1.ListMembersResponse;
import chat.charla.v1.UpdateMemberRequest;
import chat.charla.v1.UpdateMemberResponse;
import chat.charla.v1.UpdateRoomRequest;
import chat.charla.v1.UpdateRoomResponse;

/**
 * The calls of {@code RoomService}: settings of rooms, roles and moderation. All of them are
 * answered and retried like {@link ChatClient#whoAmI}. A server of edition 0 or 1 refuses them with
 * COMMAND_UNKNOWN.
 *
 * <p>Thread-safe, like the {@link ChatClient} that it belongs to.
 */
public final class RoomCalls {
  private final Transport transport;
  private final SideCalls sideCalls;

  RoomCalls(Transport transport, SideCalls sideCalls) {
    this.transport = transport;
    this.sideCalls = sideCalls;
  }

  /** Requests the state of a room: see {@link RoomState}. */
  public void getRoom(String room, Answer<GetRoomResponse> answer) {
    GetRoomRequest request = GetRoomRequest.newBuilder().setRoom(room).build();
    sideCalls.submit((token, inner) -> transport.getRoom(request, token, inner), answer);
  }

  /** Changes settings of a room. */
  public void updateRoom(UpdateRoomRequest request, Answer<UpdateRoomResponse> answer) {
    sideCalls.submit((token, inner) -> transport.updateRoom(request, token, inner), answer);
  }

  /** Requests a page of the users of a room. */
  public void listMembers(ListMembersRequest request, Answer<ListMembersResponse> answer) {
    sideCalls.submit((token, inner) -> transport.listMembers(request, token, inner), answer);
  }

  /**
   * Changes the role of a user, mutes, removes or bans the user, or ends a restriction. A retry
   * starts the time of a restriction again.
   */
  public void updateMember(UpdateMemberRequest request, Answer<UpdateMemberResponse> answer) {
    sideCalls.submit((token, inner) -> transport.updateMember(request, token, inner), answer);
  }
}
