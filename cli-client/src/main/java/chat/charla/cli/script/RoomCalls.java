package chat.charla.cli.script;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.client.Answer;
import chat.charla.client.Cancellable;
import chat.charla.client.Transport;
import chat.charla.v1.GetRoomRequest;
import chat.charla.v1.GetRoomResponse;
import chat.charla.v1.ListMembersRequest;
import chat.charla.v1.ListMembersResponse;
import chat.charla.v1.Member;
import chat.charla.v1.MemberState;
import chat.charla.v1.Role;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.UpdateMemberRequest;
import chat.charla.v1.UpdateMemberResponse;
import chat.charla.v1.UpdateRoomRequest;
import chat.charla.v1.UpdateRoomResponse;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The calls of an identity about the settings of rooms, roles and moderation. Each call waits for
 * the server's answer, and retries after transient failures. Immutable.
 */
public final class RoomCalls {
  private static final int PAGE_SIZE = 1000;

  private final Transport transport;
  private final String token;
  private final RetryLimit limit;

  RoomCalls(Transport transport, String token, RetryLimit limit) {
    this.transport = transport;
    this.token = token;
    this.limit = limit;
  }

  /** The settings of a room. */
  public RoomSettings settings(String room) throws CallFailedException, InterruptedIOException {
    GetRoomRequest request = GetRoomRequest.newBuilder().setRoom(room).build();
    return this.<GetRoomResponse>call(room, answer -> transport.getRoom(request, token, answer))
        .getSettings();
  }

  /** Changes settings of a room. Returns all settings. */
  public RoomSettings change(UpdateRoomRequest request)
      throws CallFailedException, InterruptedIOException {
    return this.<UpdateRoomResponse>call(
            request.getRoom(), answer -> transport.updateRoom(request, token, answer))
        .getSettings();
  }

  /**
   * Lists the users of a room: those who are in it, and those who have a role or a restriction.
   *
   * @param minRole only users with this role or a higher one; ROLE_UNSPECIFIED for all
   * @param restricted only users who are muted or banned
   */
  public List<Member> members(String room, Role minRole, boolean restricted)
      throws CallFailedException, InterruptedIOException {
    List<Member> members = new ArrayList<>();
    ListMembersRequest.Builder request =
        ListMembersRequest.newBuilder()
            .setRoom(room)
            .setMinRole(minRole)
            .setRestricted(restricted)
            .setPageSize(PAGE_SIZE);
    do {
      ListMembersRequest page = request.build();
      ListMembersResponse response =
          call(room, answer -> transport.listMembers(page, token, answer));
      members.addAll(response.getMembersList());
      request.setPageToken(response.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return members;
  }

  /** Changes the role or the restrictions of a user. Returns the state of the user. */
  public MemberState change(UpdateMemberRequest request)
      throws CallFailedException, InterruptedIOException {
    return this.<UpdateMemberResponse>call(
            request.getRoom(), answer -> transport.updateMember(request, token, answer))
        .getState();
  }

  private <T> T call(String room, Function<Answer<T>, Cancellable> call)
      throws CallFailedException, InterruptedIOException {
    try {
      return RetryingCall.call(transport, limit, call);
    } catch (CallFailedException e) {
      throw e.about(room);
    }
  }
}
