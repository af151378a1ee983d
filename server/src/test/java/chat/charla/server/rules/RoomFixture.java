package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.SetRoomRoleRequest;
import chat.charla.admin.v1.SetRoomRoleResponse;
import chat.charla.client.CallFailure;
import chat.charla.v1.Event;
import chat.charla.v1.GetRoomRequest;
import chat.charla.v1.GetRoomResponse;
import chat.charla.v1.ListMembersRequest;
import chat.charla.v1.ListMembersResponse;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.Member;
import chat.charla.v1.MemberState;
import chat.charla.v1.ModerationReason;
import chat.charla.v1.Open;
import chat.charla.v1.Role;
import chat.charla.v1.RoomServiceGrpc;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.UpdateMemberRequest;
import chat.charla.v1.UpdateMemberResponse;
import chat.charla.v1.UpdateRoomRequest;
import chat.charla.v1.UpdateRoomResponse;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The room "kitchen" and its members: Olga, the account that has created it and so owns it; Mona, a
 * moderator; Ana, an account; and Gus, a guest.
 */
abstract class RoomFixture {
  static final String KITCHEN = "kitchen";

  /** The events that make the fixture: Mona gets her role. */
  static final int FIRST_EVENTS = 1;

  final World world;
  final ScriptedClient olga;
  final ScriptedClient mona;
  final ScriptedClient ana;
  final ScriptedClient gus;

  RoomFixture() {
    this(new World());
  }

  RoomFixture(World world) {
    this.world = world;
    this.olga = account("Olga");
    this.mona = account("Mona");
    this.ana = account("Ana");
    this.gus = guest("Gus");
    update(olga, mona, role(Role.ROLE_MODERATOR)).get();
  }

  /** An account that is a member of the kitchen. */
  final ScriptedClient account(String name) {
    ScriptedClient account = world.stranger().registered(name);
    account.enter(KITCHEN).get();
    return account;
  }

  /** A guest that is a member of the kitchen. */
  final ScriptedClient guest(String name) {
    ScriptedClient guest = world.join(name);
    guest.enter(KITCHEN).get();
    return guest;
  }

  static UpdateMemberRequest.Builder role(Role role) {
    return UpdateMemberRequest.newBuilder().setRole(role);
  }

  static UpdateMemberRequest.Builder mute(Duration duration) {
    return UpdateMemberRequest.newBuilder().setMute(proto(duration));
  }

  static UpdateMemberRequest.Builder ban(Duration duration) {
    return UpdateMemberRequest.newBuilder().setBan(proto(duration));
  }

  static UpdateMemberRequest.Builder removal() {
    return UpdateMemberRequest.newBuilder()
        .setRemove(true)
        .setReason(ModerationReason.MODERATION_REASON_SPAM);
  }

  static com.google.protobuf.Duration proto(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /** The time of an event in whole milliseconds, from which the server counts restrictions. */
  static Instant millis(Event event) {
    return instant(event.getCreateTime()).truncatedTo(ChronoUnit.MILLIS);
  }

  /** Changes the state of a user in the kitchen. */
  final Reply<UpdateMemberResponse> update(
      ScriptedClient by, ScriptedClient target, UpdateMemberRequest.Builder change) {
    return by.account(
        RoomServiceGrpc.getUpdateMemberMethod(),
        change.setRoom(KITCHEN).setUserId(target.id()).build());
  }

  /** The operator gives a user a role in a room. */
  final Reply<SetRoomRoleResponse> setRole(String room, ScriptedClient user, Role role) {
    return world
        .operator()
        .account(
            AdminServiceGrpc.getSetRoomRoleMethod(),
            SetRoomRoleRequest.newBuilder()
                .setRoom(room)
                .setUserId(user.id())
                .setRole(role)
                .build());
  }

  /** A mute or a ban ends at this time, and is why this call was refused. */
  static void requireRefusedUntil(Instant end, CallFailure refusal) {
    assertEquals(Status.Code.PERMISSION_DENIED, refusal.code());
    assertEquals(Map.of("until", end.toString()), refusal.metadata());
  }

  /** Changes settings of the kitchen. */
  final Reply<UpdateRoomResponse> set(
      ScriptedClient by, RoomSettings.Builder settings, String... paths) {
    UpdateRoomRequest.Builder request =
        UpdateRoomRequest.newBuilder().setRoom(KITCHEN).setSettings(settings);
    request.getUpdateMaskBuilder().addAllPaths(List.of(paths));
    return by.account(RoomServiceGrpc.getUpdateRoomMethod(), request.build());
  }

  final void setSlowMode(Duration wait) {
    set(olga, RoomSettings.newBuilder().setSlowMode(proto(wait)), "slow_mode").get();
  }

  /** The kitchen as this user sees it. */
  final GetRoomResponse room(ScriptedClient by) {
    return by.account(
            RoomServiceGrpc.getGetRoomMethod(),
            GetRoomRequest.newBuilder().setRoom(KITCHEN).build())
        .get();
  }

  final MemberState self(ScriptedClient user) {
    return room(user).getSelf();
  }

  final Reply<ListMembersResponse> list(ScriptedClient by, ListMembersRequest.Builder request) {
    return by.account(RoomServiceGrpc.getListMembersMethod(), request.setRoom(KITCHEN).build());
  }

  /** All users that {@code ListMembers} shows to the owner. */
  final List<Member> members() {
    return list(olga, ListMembersRequest.newBuilder()).get().getMembersList();
  }

  static SendMessageRequest kitchen(String id, String text) {
    return SendMessageRequest.newBuilder()
        .setRoom(KITCHEN)
        .setClientMessageId(id)
        .setText(text)
        .build();
  }

  final Reply<SendMessageResponse> post(ScriptedClient by, String text) {
    return by.call(kitchen("", text));
  }

  /** The last sequence of the kitchen on the disk. */
  final long head() {
    return Objects.requireNonNull(world.onDisk().room(KITCHEN)).head();
  }

  /** The retained events of the kitchen. */
  final List<Event> events() {
    return olga.call(
            ListMessagesRequest.newBuilder()
                .setRoom(KITCHEN)
                .setAfterSequence(0)
                .setPageSize(1000)
                .build())
        .get()
        .getEventsList();
  }

  final Event lastEvent() {
    List<Event> events = events();
    return events.get(events.size() - 1);
  }

  /** A live stream of this edition. */
  final ScriptedStream stream(ScriptedClient client, int edition) {
    ScriptedStream stream = client.open(Open.newBuilder().setEdition(edition));
    stream.ready();
    world.moment();
    return stream;
  }
}
