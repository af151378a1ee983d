package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.SetRoomRoleResponse;
import chat.charla.client.CallFailure;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.MemberState;
import chat.charla.v1.Role;
import chat.charla.v1.RoomServiceGrpc;
import chat.charla.v1.UpdateMemberRequest;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Who gives and takes roles. {@link chat.charla.server.role.MemberRulesTest} has the table of all
 * roles.
 */
class RoleRulesTest extends RoomFixture {
  private static final ErrorReason TOO_LOW = ErrorReason.ERROR_REASON_ROLE_TOO_LOW;

  @Test
  void aNewRoleIsAnEventInTheRoomAndHoldsAtOnce() {
    ScriptedStream ofGus = gus.online();

    MemberState state = update(olga, ana, role(Role.ROLE_MODERATOR)).get().getState();
    world.moment();

    assertEquals(role(Role.ROLE_MODERATOR).build().getRole(), state.getRole());
    Event event = ofGus.durable(KITCHEN).get(FIRST_EVENTS);
    assertEquals(olga.user(), event.getActor());
    assertEquals(ana.user(), event.getMemberChanged().getUser());
    assertEquals(
        MemberState.newBuilder().setRole(Role.ROLE_MODERATOR).build(),
        event.getMemberChanged().getState());
    assertFalse(event.getMemberChanged().getRemoved());
    assertEquals(Role.ROLE_MODERATOR, self(ana).getRole());
    update(ana, gus, mute(Duration.ofMinutes(1))).get();
  }

  @Test
  void theDefaultRoleIsNoRoleOfItsOwn() {
    update(mona, ana, role(Role.ROLE_READER)).get();

    MemberState state = update(mona, ana, role(Role.ROLE_MEMBER)).get().getState();

    assertEquals(Role.ROLE_MEMBER, state.getRole());
    assertEquals(MemberState.getDefaultInstance(), lastEvent().getMemberChanged().getState());
  }

  @Test
  void aRepetitionChangesNothingAndAppendsNoEvent() {
    update(olga, ana, role(Role.ROLE_MODERATOR)).get();
    long writes = world.writes();
    long head = head();

    update(olga, ana, role(Role.ROLE_MODERATOR)).get();
    update(olga, ana, UpdateMemberRequest.newBuilder()).get();
    update(olga, gus, role(Role.ROLE_GUEST)).get();

    assertEquals(head, head());
    assertEquals(writes, world.writes());
  }

  @Test
  void aRoleBelongsToTheUserAndNotToTheMembership() {
    mona.leave(KITCHEN).get();

    assertEquals(Role.ROLE_MODERATOR, self(mona).getRole());
    update(mona, gus, mute(Duration.ofMinutes(1))).get();
    mona.enter(KITCHEN).get();
    update(olga, mona, removal()).get();
    assertEquals(Role.ROLE_MODERATOR, self(mona).getRole());
    olga.leave(KITCHEN).get();
    assertEquals(Role.ROLE_OWNER, self(olga).getRole());
  }

  @Test
  void aUserThatIsNotInTheRoomCanGetARole() {
    ScriptedClient absent = world.stranger().registered("Absent");

    update(olga, absent, role(Role.ROLE_MODERATOR)).get();

    assertEquals(Role.ROLE_MODERATOR, self(absent).getRole());
    assertFalse(room(absent).getRoom().getMember());
  }

  @Test
  void aGuestGetsNoRoleAboveMember() {
    update(olga, gus, role(Role.ROLE_MODERATOR)).refused(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
    update(olga, gus, role(Role.ROLE_OWNER)).refused(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);

    update(olga, gus, role(Role.ROLE_MEMBER)).get();
    gus.registered("Gus");
    update(olga, gus, role(Role.ROLE_MODERATOR)).get();

    assertEquals(Role.ROLE_MODERATOR, self(gus).getRole());
  }

  @Test
  void aGuestThatBecomesAnAccountGetsTheRoleOfAccounts() {
    gus.registered("Gus");

    assertEquals(Role.ROLE_MEMBER, self(gus).getRole());
  }

  @Test
  void aRefusedChangeChangesNothing() {
    long head = head();

    CallFailure refusal =
        update(mona, olga, mute(Duration.ofMinutes(1)).setRole(Role.ROLE_READER)).refused(TOO_LOW);
    update(mona, ana, mute(Duration.ofMinutes(1)).setRole(Role.ROLE_MODERATOR)).refused(TOO_LOW);
    update(ana, gus, removal()).refused(TOO_LOW);

    assertEquals(Status.Code.PERMISSION_DENIED, refusal.code());
    assertEquals(Map.of("role", "ROLE_OWNER"), refusal.metadata());
    assertEquals(head, head());
    post(ana, "not muted").get();
  }

  @Test
  void aSingleEventHasAllChangesOfACall() {
    MemberState state =
        update(mona, ana, mute(Duration.ofMinutes(1)).setRole(Role.ROLE_READER).setRemove(true))
            .get()
            .getState();

    assertEquals(FIRST_EVENTS + 1, head());
    assertEquals(Role.ROLE_READER, state.getRole());
    assertTrue(state.hasMutedUntil());
    assertTrue(lastEvent().getMemberChanged().getRemoved());
    assertEquals(state, lastEvent().getMemberChanged().getState());
  }

  @Test
  void anOwnerMakesOthersOwnersAndTakesTheRoleBack() {
    update(olga, ana, role(Role.ROLE_OWNER)).get();
    update(ana, olga, role(Role.ROLE_MEMBER)).get();

    assertEquals(Role.ROLE_MEMBER, self(olga).getRole());
    world.restart();
    assertEquals(Role.ROLE_MEMBER, self(olga).getRole(), "the creator is no owner any more");
    assertEquals(Role.ROLE_OWNER, self(ana).getRole());
  }

  @Test
  void anOwnerIsRestrictedByNobody() {
    update(olga, ana, role(Role.ROLE_OWNER)).get();

    for (UpdateMemberRequest.Builder change :
        List.of(mute(Duration.ofMinutes(1)), ban(Duration.ofMinutes(1)), removal())) {
      update(olga, ana, change.clone()).refused(TOO_LOW);
      update(mona, ana, change.clone()).refused(TOO_LOW);
    }
  }

  @Test
  void theLastOwnerCannotLowerItsRole() {
    CallFailure refusal =
        update(olga, olga, role(Role.ROLE_MEMBER)).refused(ErrorReason.ERROR_REASON_LAST_OWNER);
    assertEquals(Status.Code.FAILED_PRECONDITION, refusal.code());

    update(olga, ana, role(Role.ROLE_OWNER)).get();
    update(olga, olga, role(Role.ROLE_MODERATOR)).get();

    assertEquals(Role.ROLE_MODERATOR, self(olga).getRole());
    update(ana, ana, role(Role.ROLE_READER)).refused(ErrorReason.ERROR_REASON_LAST_OWNER);
  }

  /** An owner whose account is deleted is no owner. */
  @Test
  void aDeletedOwnerDoesNotCount() {
    update(olga, ana, role(Role.ROLE_OWNER)).get();
    delete(ana);

    update(olga, olga, role(Role.ROLE_MEMBER)).refused(ErrorReason.ERROR_REASON_LAST_OWNER);
    delete(olga);

    setRole(KITCHEN, mona, Role.ROLE_OWNER).get();
    assertEquals(Role.ROLE_OWNER, self(mona).getRole());
    update(mona, mona, role(Role.ROLE_MEMBER)).refused(ErrorReason.ERROR_REASON_LAST_OWNER);
  }

  @Test
  void aModeratorLowersItsOwnRoleButCannotRaiseIt() {
    update(mona, mona, role(Role.ROLE_OWNER)).refused(TOO_LOW);
    update(mona, mona, role(Role.ROLE_MEMBER)).get();

    assertEquals(Role.ROLE_MEMBER, self(mona).getRole());
    update(mona, mona, role(Role.ROLE_MODERATOR)).refused(TOO_LOW);
  }

  /** So users without a role cannot fill the room's list of roles. */
  @Test
  void aUserWithoutAHigherRoleCannotChangeItsRole() {
    for (ScriptedClient user : List.of(ana, gus)) {
      CallFailure refusal = update(user, user, role(Role.ROLE_READER)).refused(TOO_LOW);
      assertEquals(Map.of("role", "ROLE_MODERATOR"), refusal.metadata());
    }
    assertEquals(FIRST_EVENTS, head());
  }

  @Test
  void nobodyRestrictsItself() {
    for (UpdateMemberRequest.Builder change :
        List.of(mute(Duration.ofMinutes(1)), ban(Duration.ofMinutes(1)), removal())) {
      for (ScriptedClient user : List.of(olga, mona, ana)) {
        CallFailure refusal =
            update(user, user, change.clone()).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
        assertEquals("user_id", refusal.field());
      }
    }
  }

  @Test
  void aMutedModeratorCannotEndItsMute() {
    update(olga, mona, mute(Duration.ofMinutes(10))).get();

    update(mona, mona, mute(Duration.ZERO)).refused(TOO_LOW);
    post(mona, "hello").refused(ErrorReason.ERROR_REASON_MUTED);
    update(mona, gus, mute(Duration.ofMinutes(1))).get();
  }

  @Test
  void badRequestsAreRefused() {
    for (Duration time : List.of(Duration.ofDays(3651), Duration.ofSeconds(-1))) {
      assertEquals("mute", invalid(mute(time)));
      assertEquals("ban", invalid(ban(time)));
    }
    assertEquals("role", invalid(UpdateMemberRequest.newBuilder().setRoleValue(99)));
    for (String unknown : List.of("", "unknown")) {
      olga.account(
              RoomServiceGrpc.getUpdateMemberMethod(),
              removal().setRoom(KITCHEN).setUserId(unknown).build())
          .refused(ErrorReason.ERROR_REASON_USER_NOT_FOUND);
    }
    olga.account(
            RoomServiceGrpc.getUpdateMemberMethod(),
            removal().setRoom("attic").setUserId(ana.id()).build())
        .refused(ErrorReason.ERROR_REASON_ROOM_NOT_FOUND);
    update(mona, ana, mute(Duration.ofDays(3650))).get();
  }

  /** A reason that the server does not know is no reason to leave a user unmuted. */
  @Test
  void anUnknownReasonCountsAsNone() {
    update(mona, ana, mute(Duration.ofMinutes(1)).setReasonValue(99)).get();

    assertEquals(0, lastEvent().getMemberChanged().getReasonValue());
  }

  @Test
  void theOperatorGivesRolesInTheLobbyAndTheEventHasNoActor() {
    SetRoomRoleResponse response = setRole("lobby", ana, Role.ROLE_OWNER).get();

    assertEquals(Role.ROLE_OWNER, response.getState().getRole());
    Event event =
        ana.call(ListMessagesRequest.newBuilder().setRoom("lobby").setAfterSequence(0).build())
            .get()
            .getEvents(0);
    assertFalse(event.hasActor());
    assertEquals(ana.user(), event.getMemberChanged().getUser());
    setRole("lobby", ana, Role.ROLE_OWNER).get();
    assertEquals(1, Objects.requireNonNull(world.onDisk().room("lobby")).head());
    setRole("lobby", gus, Role.ROLE_OWNER).refused(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
    setRole("lobby", ana, Role.ROLE_UNSPECIFIED).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    setRole("attic", ana, Role.ROLE_OWNER).refused(ErrorReason.ERROR_REASON_ROOM_NOT_FOUND);
  }

  /** The operator may also leave a room without an owner. */
  @Test
  void theOperatorTakesTheRoleOfTheLastOwner() {
    setRole(KITCHEN, olga, Role.ROLE_MEMBER).get();

    assertEquals(Role.ROLE_MEMBER, self(olga).getRole());
  }

  @Test
  void rolesSurviveARestart() {
    update(olga, ana, role(Role.ROLE_OWNER)).get();
    update(olga, gus, role(Role.ROLE_READER)).get();

    world.restart();

    assertEquals(Role.ROLE_OWNER, self(ana).getRole());
    assertEquals(Role.ROLE_READER, self(gus).getRole());
    assertEquals(Role.ROLE_MODERATOR, self(mona).getRole());
    assertEquals(Role.ROLE_OWNER, self(olga).getRole());
  }

  private String invalid(UpdateMemberRequest.Builder change) {
    return update(olga, ana, change).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID).field();
  }

  private static void delete(ScriptedClient account) {
    account
        .account(
            AccountServiceGrpc.getDeleteAccountMethod(),
            DeleteAccountRequest.newBuilder()
                .setPresent(ScriptedClient.password(ScriptedClient.PASSWORD))
                .build())
        .get();
  }
}
