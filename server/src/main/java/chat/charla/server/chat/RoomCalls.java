package chat.charla.server.chat;

import chat.charla.admin.v1.SetRoomRoleRequest;
import chat.charla.admin.v1.SetRoomRoleResponse;
import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.memory.CallMemory;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.role.MemberChange;
import chat.charla.server.role.MemberRules;
import chat.charla.server.role.MemberRules.Target;
import chat.charla.server.role.SettingsRequest;
import chat.charla.server.role.SettingsRules;
import chat.charla.server.room.Room;
import chat.charla.server.room.Rooms;
import chat.charla.server.room.StateChange;
import chat.charla.v1.GetRoomRequest;
import chat.charla.v1.GetRoomResponse;
import chat.charla.v1.ListMembersRequest;
import chat.charla.v1.ListMembersResponse;
import chat.charla.v1.Role;
import chat.charla.v1.UpdateMemberRequest;
import chat.charla.v1.UpdateMemberResponse;
import chat.charla.v1.UpdateRoomRequest;
import chat.charla.v1.UpdateRoomResponse;
import chat.charla.v1.User;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The RPCs about settings, roles and moderation of rooms, independent of the transport. As with
 * {@link Chat}, every method returns at once, any thread may call it, and it calls the reply on the
 * core. Package {@code role} makes the decisions.
 */
public final class RoomCalls {
  private final Calls calls;
  private final Rooms rooms;
  private final Identities identities;
  private final CommandRates rates;
  private final Lists lists;
  private final Audit audit;
  private final InstantSource clock;

  RoomCalls(
      Calls calls,
      Rooms rooms,
      Identities identities,
      CommandRates rates,
      Lists lists,
      Audit audit,
      InstantSource clock) {
    this.calls = calls;
    this.rooms = rooms;
    this.identities = identities;
    this.rates = rates;
    this.lists = lists;
    this.audit = audit;
    this.clock = clock;
  }

  /** Returns the state of a room. */
  public void getRoom(
      Caller caller, GetRoomRequest request, Consumer<Outcome<GetRoomResponse>> reply) {
    read(
        caller,
        request.getRoom(),
        reply,
        (session, room) ->
            Outcome.done(
                GetRoomResponse.newBuilder()
                    .setRoom(Lists.describe(room, session))
                    .setSettings(room.roles().settings())
                    .setSelf(room.roles().describe(session.identity().user()))
                    .setEpoch(room.timeline().tail().epoch())
                    .setAsOfSequence(room.roles().asOfSequence())
                    .build()));
  }

  /** Changes settings of a room. */
  public void updateRoom(
      Caller caller, UpdateRoomRequest request, Consumer<Outcome<UpdateRoomResponse>> reply) {
    admitted(
        caller,
        reply,
        session ->
            SettingsRequest.compact(request)
                .match(
                    compact -> updateRoom(session, caller, compact, reply),
                    refusal -> reply.accept(Outcome.refused(refusal))));
  }

  private void updateRoom(
      Session session,
      Caller caller,
      UpdateRoomRequest request,
      Consumer<Outcome<UpdateRoomResponse>> reply) {
    onRoom(
        request.getRoom(),
        reply,
        room ->
            room.change(
                new StateChange(
                    now ->
                        SettingsRules.decide(room.roles(), session.identity().user(), request, now),
                    bytes -> limit(session, caller, bytes),
                    outcome ->
                        reply.accept(
                            outcome.map(
                                event ->
                                    UpdateRoomResponse.newBuilder()
                                        .setSettings(
                                            event.isPresent()
                                                ? event.get().getRoomChanged().getSettings()
                                                : room.roles().settings())
                                        .build())))));
  }

  /** Lists the users of a room. */
  public void listMembers(
      Caller caller, ListMembersRequest request, Consumer<Outcome<ListMembersResponse>> reply) {
    read(
        caller,
        request.getRoom(),
        reply,
        (session, room) -> members(session, room, request, caller.memory()));
  }

  private Outcome<ListMembersResponse> members(
      Session session, Room room, ListMembersRequest request, CallMemory memory) {
    long now = clock.millis();
    User asking = session.identity().user();
    boolean moderates =
        room.roles().role(asking).compareTo(Role.ROLE_MODERATOR) >= 0
            && room.roles().refusalIfBanned(asking.getId(), now).isEmpty();
    if (!room.isMember(asking.getId()) && !moderates) {
      return Outcome.refused(Refusal.notAMember(room.name()));
    }
    if (request.getMinRole() == Role.UNRECOGNIZED) {
      return Outcome.refused(badRole("min_role"));
    }
    RoomMembers selected =
        new RoomMembers(room, identities, request.getMinRole(), request.getRestricted(), now);
    return lists.members(session, request, room, selected, memory);
  }

  /** Changes the role or the restrictions of a user. */
  public void updateMember(
      Caller caller, UpdateMemberRequest request, Consumer<Outcome<UpdateMemberResponse>> reply) {
    admitted(
        caller,
        reply,
        session ->
            MemberChange.of(request)
                .match(
                    change ->
                        onRoom(
                            request.getRoom(),
                            reply,
                            room ->
                                change(
                                    room,
                                    session,
                                    request.getUserId(),
                                    change,
                                    bytes -> limit(session, caller, bytes),
                                    outcome ->
                                        reply.accept(
                                            outcome.map(
                                                user ->
                                                    UpdateMemberResponse.newBuilder()
                                                        .setState(room.roles().describe(user))
                                                        .build())))),
                    refusal -> reply.accept(Outcome.refused(refusal))));
  }

  /** Gives a user a role, for the operator. The caller must have shown the administration token. */
  public void setRole(SetRoomRoleRequest request, Consumer<Outcome<SetRoomRoleResponse>> reply) {
    calls.onCore(
        reply,
        () -> {
          Role role = request.getRole();
          if (role == Role.ROLE_UNSPECIFIED || role == Role.UNRECOGNIZED) {
            reply.accept(Outcome.refused(badRole("role")));
            return;
          }
          onRoom(
              request.getRoom(),
              reply,
              room ->
                  change(
                      room,
                      null,
                      request.getUserId(),
                      MemberChange.ofRole(role),
                      bytes -> Optional.empty(),
                      outcome ->
                          calls.run(
                              reply,
                              () ->
                                  outcome.match(
                                      user -> recordRole(room, user, role, reply),
                                      refusal -> reply.accept(Outcome.refused(refusal))))));
        });
  }

  private void recordRole(
      Room room, User user, Role role, Consumer<Outcome<SetRoomRoleResponse>> reply) {
    audit.actedInChat(
        "room.role_set",
        room.name(),
        Map.of("user_id", user.getId(), "name", user.getName(), "role", role.name()),
        SetRoomRoleResponse.newBuilder().setState(room.roles().describe(user)).build(),
        reply);
  }

  /** Counts the bytes of an event for the limits of its author. */
  private Optional<Refusal> limit(Session session, Caller caller, long bytes) {
    return rates.bytes(bytes, session, caller.origin());
  }

  /**
   * Changes the state of a user.
   *
   * @param session the session that requests the change; null for the operator
   * @param reply called with the user whose state the change concerns
   */
  private void change(
      Room room,
      @Nullable Session session,
      String userId,
      MemberChange change,
      LongFunction<Optional<Refusal>> limit,
      Consumer<Outcome<User>> reply) {
    Identity target = identities.byId(userId);
    if (target == null) {
      reply.accept(Outcome.refused(Refusal.userNotFound()));
      return;
    }
    StateChange.Decision decision =
        now ->
            target.ended()
                ? Outcome.refused(Refusal.userNotFound())
                : MemberRules.decide(
                    room.roles(),
                    session == null ? null : session.identity().user(),
                    new Target(target.user(), room.isMember(userId), room.members().size()),
                    change,
                    now);
    room.change(
        new StateChange(
            decision, limit, outcome -> reply.accept(outcome.map(event -> target.user()))));
  }

  /** Answers a call that changes nothing. */
  private <T> void read(
      Caller caller,
      String name,
      Consumer<Outcome<T>> reply,
      BiFunction<Session, Room, Outcome<T>> action) {
    admitted(
        caller,
        reply,
        session -> reply.accept(room(name).then(room -> action.apply(session, room))));
  }

  private <T> void onRoom(String name, Consumer<Outcome<T>> reply, Consumer<Room> action) {
    room(name).match(action, refusal -> reply.accept(Outcome.refused(refusal)));
  }

  private Outcome<Room> room(String name) {
    Room room = rooms.find(name);
    if (room == null) {
      return Outcome.refused(Refusal.roomNotFound());
    }
    return room.isDamaged() ? Outcome.refused(Refusal.roomDamaged()) : Outcome.done(room);
  }

  private static Refusal badRole(String field) {
    return Refusal.argument(field, "the role is missing, or this server does not know it");
  }

  private <T> void admitted(Caller caller, Consumer<Outcome<T>> reply, Consumer<Session> action) {
    calls.onCore(reply, () -> calls.authenticateAndCount(caller, reply, action));
  }
}
