package chat.charla.cli.chat;

import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.v1.GetRoomRequest;
import chat.charla.v1.GetRoomResponse;
import chat.charla.v1.ListMembersResponse;
import chat.charla.v1.Member;
import chat.charla.v1.MemberState;
import chat.charla.v1.Role;
import chat.charla.v1.Room;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.UpdateMemberRequest;
import chat.charla.v1.UpdateMemberResponse;
import chat.charla.v1.UpdateRoomRequest;
import chat.charla.v1.UpdateRoomResponse;
import chat.charla.v1.User;
import com.google.protobuf.Timestamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings and members of the rooms of a {@link StubTransport}. All rooms have the same. */
final class StubRooms {
  RoomSettings settings = RoomSettings.getDefaultInstance();
  final List<Member> members = new ArrayList<>();
  final List<UpdateRoomRequest> roomChanges = new ArrayList<>();
  final List<UpdateMemberRequest> memberChanges = new ArrayList<>();
  final Deque<CallFailure> refusals = new ArrayDeque<>();

  /** The next call that changes something is refused. */
  void refuseNext(CallFailure failure) {
    refusals.add(failure);
  }

  /** Adds a user of the rooms. */
  void has(User user, Role role, boolean inside) {
    has(user, MemberState.newBuilder().setRole(role).build(), inside);
  }

  void has(User user, MemberState state, boolean inside) {
    members.add(Member.newBuilder().setUser(user).setState(state).setMember(inside).build());
  }

  void get(GetRoomRequest request, Answer<GetRoomResponse> answer) {
    answer.onSuccess(
        GetRoomResponse.newBuilder()
            .setRoom(Room.newBuilder().setName(request.getRoom()))
            .setSettings(settings)
            .setSelf(MemberState.newBuilder().setRole(Role.ROLE_MEMBER))
            .setEpoch("e")
            .build());
  }

  void list(Answer<ListMembersResponse> answer) {
    answer.onSuccess(ListMembersResponse.newBuilder().addAllMembers(members).build());
  }

  void change(UpdateRoomRequest request, Answer<UpdateRoomResponse> answer) {
    roomChanges.add(request);
    if (!isRefused(answer)) {
      settings = settings.toBuilder().mergeFrom(request.getSettings()).build();
      answer.onSuccess(UpdateRoomResponse.newBuilder().setSettings(settings).build());
    }
  }

  /** A restriction ends when it has lasted its time after {@link Scene#NOW}. */
  void change(UpdateMemberRequest request, Answer<UpdateMemberResponse> answer) {
    memberChanges.add(request);
    if (!isRefused(answer)) {
      MemberState.Builder state = MemberState.newBuilder().setRole(request.getRole());
      if (request.getMute().getSeconds() > 0) {
        state.setMutedUntil(after(request.getMute().getSeconds()));
      }
      if (request.getBan().getSeconds() > 0) {
        state.setBannedUntil(after(request.getBan().getSeconds()));
      }
      answer.onSuccess(UpdateMemberResponse.newBuilder().setState(state).build());
    }
  }

  static Timestamp after(long seconds) {
    return Scene.time(Scene.NOW.plusSeconds(seconds));
  }

  private boolean isRefused(Answer<?> answer) {
    @Nullable CallFailure refusal = refusals.poll();
    if (refusal != null) {
      answer.onFailure(refusal);
    }
    return refusal != null;
  }
}
