package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AccountInfo;
import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.DeleteUserRequest;
import chat.charla.admin.v1.ListAccountsRequest;
import chat.charla.admin.v1.ResumeAccountRequest;
import chat.charla.admin.v1.ResumeAccountResponse;
import chat.charla.admin.v1.SuspendAccountRequest;
import chat.charla.admin.v1.SuspendAccountResponse;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.CreateInvitationRequest;
import chat.charla.v1.CreateInvitationResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Invitation;
import chat.charla.v1.ListInvitationsRequest;
import chat.charla.v1.ListInvitationsResponse;
import chat.charla.v1.RevokeInvitationRequest;
import chat.charla.v1.RevokeInvitationResponse;
import chat.charla.v1.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Members invite others, as many as the operator allows. The operator has invited Ana. */
class MemberInvitationRulesTest {
  private static final Duration WEEK = Duration.ofDays(7);

  private final World world = InvitationRulesTest.invited(2);
  private final InvitedPeople people = new InvitedPeople(world);
  private final ScriptedClient ana = people.registered("Ana", people.code());

  @Test
  void aMemberInvitesOnePersonWithEachInvitation() {
    CreateInvitationResponse created = create(ana, "for Berta").get();
    assertEquals(1, created.getInvitation().getUses());
    assertEquals("for Berta", created.getInvitation().getNote());
    assertEquals(
        WEEK.toSeconds(),
        created.getInvitation().getExpireTime().getSeconds()
            - created.getInvitation().getCreateTime().getSeconds());

    ScriptedClient berta = people.registered("Berta", created.getInvitationCode());

    invalid(created.getInvitationCode());
    assertEquals(ana.user(), info(berta).getInvitedBy());
    assertFalse(info(ana).hasInvitedBy(), "the operator has invited Ana");
    world.restart();
    assertEquals(ana.user(), info(berta).getInvitedBy());
    assertEquals(List.of("Berta"), invitedBy(ana));
    assertEquals(List.of(), invitedBy(berta));
  }

  @Test
  void usedInvitationsCountUntilTheyExpire() {
    people.registered("Berta", code(ana));
    people.registered("Carla", code(ana));

    assertEquals(
        "2",
        create(ana, "")
            .refused(ErrorReason.ERROR_REASON_TOO_MANY_INVITATIONS)
            .metadata()
            .get("max_invitations"));
    for (Invitation used : list(ana).getInvitationsList()) {
      assertEquals(0, revoke(ana, used.getId()).get().getRevokedCount());
    }
    create(ana, "").refused(ErrorReason.ERROR_REASON_TOO_MANY_INVITATIONS);

    ana.whoAmI().get();
    world.pass(WEEK);
    create(ana, "").get();
  }

  @Test
  void aRevokedInvitationMakesPlaceForAnother() {
    String first = code(ana);
    world.pass(Duration.ofSeconds(1));
    String second = code(ana);
    Invitation oldest = list(ana).getInvitations(1);

    assertEquals(1, revoke(ana, oldest.getId()).get().getRevokedCount());

    create(ana, "").get();
    assertEquals(2, list(ana).getInvitationsCount());
    invalid(first);
    people.registered("Berta", second);
  }

  @Test
  void callsAtTheSameTimeDoNotExceedTheLimit() {
    List<Reply<CreateInvitationResponse>> replies = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      replies.add(create(ana, ""));
    }

    assertEquals(2, replies.stream().filter(Reply::succeeds).count());
  }

  /** Otherwise one stranger could create thousands of accounts in an hour. */
  @Test
  void anInvitedMemberMayInviteOthersAfterAWeek() {
    ScriptedClient berta = people.registered("Berta", code(ana));
    assertEquals(0, list(berta).getMaxInvitations());
    assertEquals(
        "0",
        create(berta, "")
            .refused(ErrorReason.ERROR_REASON_TOO_MANY_INVITATIONS)
            .metadata()
            .get("max_invitations"));

    world.pass(WEEK.minusSeconds(5));
    create(berta, "").refused(ErrorReason.ERROR_REASON_TOO_MANY_INVITATIONS);
    world.pass(Duration.ofSeconds(5));

    create(berta, "").get();
    assertEquals(2, list(berta).getMaxInvitations());
  }

  @Test
  void onlyAccountsInviteAndOnlyIfTheOperatorAllowsIt() {
    create(world.join("Guest"), "").refused(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
    create(ana, "x".repeat(65)).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    World closed = InvitationRulesTest.invited(0);
    InvitedPeople others = new InvitedPeople(closed);
    create(others.registered("Ana", others.code()), "")
        .refused(ErrorReason.ERROR_REASON_TOO_MANY_INVITATIONS);
    create(new World().stranger().registered("Ana"), "")
        .refused(ErrorReason.ERROR_REASON_REGISTRATION_CLOSED);
  }

  @Test
  void aMemberSeesAndRevokesOnlyInvitationsOfItsOwn() {
    ScriptedClient carla = people.registered("Carla", people.code());
    String code = code(ana);
    String id = list(ana).getInvitations(0).getId();

    assertEquals(0, list(carla).getInvitationsCount());
    assertEquals(0, revoke(carla, id).get().getRevokedCount());
    assertEquals(List.of(ana.user()), inviters());

    assertEquals(1, people.revoke(id).get().getRevokedCount());
    invalid(code);
  }

  @Test
  void theCodeOfASuspendedMemberIsInvalidUntilTheSuspensionEnds() {
    String code = code(ana);
    suspend(ana, false);
    invalid(code);

    world
        .operator()
        .account(
            AdminServiceGrpc.getResumeAccountMethod(),
            ResumeAccountRequest.newBuilder().setUserId(ana.id()).build())
        .get();

    people.registered("Berta", code);
  }

  @Test
  void theCodeOfADeletedMemberIsInvalid() {
    String used = code(ana);
    ScriptedClient berta = people.registered("Berta", used);
    String code = code(ana);

    world
        .operator()
        .account(
            AdminServiceGrpc.getDeleteUserMethod(),
            DeleteUserRequest.newBuilder().setUserId(ana.id()).build())
        .get();

    invalid(code);
    assertEquals(List.of(), inviters());
    assertEquals(User.newBuilder().setId(ana.id()).build(), info(berta).getInvitedBy());
    world.pass(Duration.ofHours(2));
    assertEquals(Map.of(), withoutThatOfOperator());
  }

  @Test
  void aSuspensionMayIncludeTheInvitees() {
    ScriptedClient berta = people.registered("Berta", code(ana));
    ScriptedClient carla = people.registered("Carla", code(ana));
    ScriptedClient other = people.registered("Other", people.code());
    world.pass(WEEK);
    ScriptedClient dora = people.registered("Dora", code(berta));
    suspend(carla, false);

    SuspendAccountResponse suspended = suspend(ana, true);

    assertEquals(2, suspended.getInviteeCount(), "Carla was suspended before");
    for (ScriptedClient each : List.of(ana, berta, carla, dora)) {
      each.whoAmI().refused(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED);
    }
    other.whoAmI().get();
    world.restart();
    dora.whoAmI().refused(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED);
    assertEquals(0, suspend(ana, true).getInviteeCount());
  }

  @Test
  void aResumptionUndoesTheSuspensionOfTheInvitees() {
    ScriptedClient berta = people.registered("Berta", code(ana));
    ScriptedClient carla = people.registered("Carla", code(ana));
    world.pass(WEEK);
    ScriptedClient dora = people.registered("Dora", code(berta));
    ScriptedClient elsa = people.registered("Elsa", code(berta));
    suspend(carla, false);
    suspend(ana, true);
    suspend(elsa, false);
    assertEquals(ana.id(), info(dora).getSuspension().getBecauseOfId());
    assertEquals("", info(elsa).getSuspension().getBecauseOfId());
    world.restart();

    ResumeAccountResponse resumed = resume(ana, true);

    assertEquals(2, resumed.getInviteeCount());
    assertFalse(resumed.getAccount().hasSuspension());
    for (ScriptedClient each : List.of(ana, berta, dora)) {
      assertFalse(info(each).hasSuspension());
      each.whoAmI().refused(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED);
      world.stranger().logIn(each.user().getName()).get();
    }
    for (ScriptedClient each : List.of(carla, elsa)) {
      assertTrue(info(each).hasSuspension(), "it was suspended by a call of its own");
    }
    assertEquals(0, resume(ana, true).getInviteeCount());
  }

  @Test
  void inviteesCanBeResumedAfterTheirInviter() {
    ScriptedClient berta = people.registered("Berta", code(ana));
    suspend(ana, true);
    assertEquals(0, resume(ana, false).getInviteeCount());
    berta.whoAmI().refused(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED);

    assertEquals(1, resume(ana, true).getInviteeCount());

    world.stranger().logIn("Berta").get();
  }

  @Test
  void aSuspensionWithoutInviteesDoesNotAffectThem() {
    ScriptedClient berta = people.registered("Berta", code(ana));

    assertEquals(0, suspend(ana, false).getInviteeCount());

    berta.whoAmI().get();
  }

  private Map<String, byte[]> withoutThatOfOperator() {
    Map<String, byte[]> left = world.disk().invitations();
    people.all().forEach(each -> left.remove(each.getInvitation().getId()));
    return left;
  }

  private List<User> inviters() {
    return people.all().stream()
        .filter(each -> each.hasInviter())
        .map(each -> each.getInviter())
        .toList();
  }

  private AccountInfo info(ScriptedClient account) {
    return accounts(ListAccountsRequest.getDefaultInstance()).stream()
        .filter(each -> each.getUser().getId().equals(account.id()))
        .findFirst()
        .orElseThrow();
  }

  private List<String> invitedBy(ScriptedClient inviter) {
    return accounts(ListAccountsRequest.newBuilder().setInvitedById(inviter.id()).build()).stream()
        .map(each -> each.getUser().getName())
        .toList();
  }

  private List<AccountInfo> accounts(ListAccountsRequest request) {
    return world
        .operator()
        .account(AdminServiceGrpc.getListAccountsMethod(), request)
        .get()
        .getAccountsList();
  }

  private SuspendAccountResponse suspend(ScriptedClient account, boolean withInvitees) {
    return world
        .operator()
        .account(
            AdminServiceGrpc.getSuspendAccountMethod(),
            SuspendAccountRequest.newBuilder()
                .setUserId(account.id())
                .setWithInvitees(withInvitees)
                .build())
        .get();
  }

  private ResumeAccountResponse resume(ScriptedClient account, boolean withInvitees) {
    return world
        .operator()
        .account(
            AdminServiceGrpc.getResumeAccountMethod(),
            ResumeAccountRequest.newBuilder()
                .setUserId(account.id())
                .setWithInvitees(withInvitees)
                .build())
        .get();
  }

  private void invalid(String code) {
    people.register("Nobody", code).refused(ErrorReason.ERROR_REASON_INVITATION_INVALID);
  }

  private static String code(ScriptedClient member) {
    return create(member, "").get().getInvitationCode();
  }

  private static Reply<CreateInvitationResponse> create(ScriptedClient member, String note) {
    return member.account(
        AccountServiceGrpc.getCreateInvitationMethod(),
        CreateInvitationRequest.newBuilder().setNote(note).build());
  }

  private static ListInvitationsResponse list(ScriptedClient member) {
    return member
        .account(
            AccountServiceGrpc.getListInvitationsMethod(),
            ListInvitationsRequest.getDefaultInstance())
        .get();
  }

  private static Reply<RevokeInvitationResponse> revoke(ScriptedClient member, String id) {
    return member.account(
        AccountServiceGrpc.getRevokeInvitationMethod(),
        RevokeInvitationRequest.newBuilder().setInvitationId(id).build());
  }
}
