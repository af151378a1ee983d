package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AccountInfo;
import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.CreateAccountRequest;
import chat.charla.admin.v1.CreateAccountResponse;
import chat.charla.admin.v1.CreateRecoveryCodeRequest;
import chat.charla.admin.v1.DeleteUserRequest;
import chat.charla.admin.v1.DeleteUserResponse;
import chat.charla.admin.v1.ListAccountsRequest;
import chat.charla.admin.v1.ListAccountsResponse;
import chat.charla.admin.v1.RenameUserRequest;
import chat.charla.admin.v1.RenameUserResponse;
import chat.charla.admin.v1.RevokeUserSessionsRequest;
import chat.charla.admin.v1.RevokeUserSessionsResponse;
import chat.charla.server.account.AccountSettings;
import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.Presence;
import chat.charla.v1.Session;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator can do about accounts and guests: list, create, rename and delete them. */
class UserAdministrationRulesTest extends UserAdministrationFixture {
  private static final String OTHER = "another good password";

  @Test
  void accountsAreListedAndGuestsOnRequest() {
    ScriptedClient guest = world.join("Berta");
    guest.online();

    assertEquals(List.of("Ana"), names(list(ListAccountsRequest.getDefaultInstance())));
    ListAccountsRequest all = ListAccountsRequest.newBuilder().setGuests(true).build();
    assertEquals(List.of("Ana", "Berta"), names(list(all)).stream().sorted().toList());
    assertEquals(List.of("Ana"), names(list(all.toBuilder().setName("aNA").build())));
    assertEquals(List.of(), names(list(ListAccountsRequest.newBuilder().setName("Berta").build())));
    AccountInfo account = info(ana.id());
    assertEquals(ana.user(), account.getUser());
    assertTrue(account.hasCreateTime() && account.hasSeenTime() && account.getHasPassword());
    assertEquals(1, account.getSessionCount());
    assertFalse(account.hasSuspension() || account.hasRecoveryExpireTime());
    AccountInfo other = info(guest.id());
    assertFalse(other.hasCreateTime() || other.getHasPassword());
    assertEquals(Presence.PRESENCE_ONLINE, other.getPresence());
  }

  @Test
  void aLongListHasPages() {
    for (String name : List.of("Berta", "Carla", "Dora", "Elena")) {
      world.stranger().registered(name);
    }
    ListAccountsRequest.Builder request = ListAccountsRequest.newBuilder().setPageSize(2);
    List<String> names = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    do {
      ListAccountsResponse page =
          call(AdminServiceGrpc.getListAccountsMethod(), request.build()).get();
      names.addAll(names(page.getAccountsList()));
      sizes.add(page.getAccountsCount());
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());

    assertEquals(List.of(2, 2, 1), sizes);
    assertEquals(
        List.of("Ana", "Berta", "Carla", "Dora", "Elena"), names.stream().sorted().toList());
    call(AdminServiceGrpc.getListAccountsMethod(), request.setPageToken("forged").build())
        .refused(ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID);
    call(AdminServiceGrpc.getListAccountsMethod(), request.clear().setPageSize(-1).build())
        .refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
  }

  /** An operator can create accounts also if users cannot, and if guests are off. */
  @Test
  void anAccountIsCreatedAndItsOwnerSetsThePassword() {
    World closed = new World().accounts(new AccountSettings(false, false));
    CreateAccountResponse created =
        closed
            .operator()
            .account(
                AdminServiceGrpc.getCreateAccountMethod(),
                CreateAccountRequest.newBuilder().setName("Berta").build())
            .get();
    assertEquals(0, created.getAccount().getSessionCount());
    assertFalse(created.getAccount().getHasPassword());
    assertTrue(created.getAccount().hasRecoveryExpireTime());
    ScriptedClient berta = closed.stranger();
    logIn(berta, "Berta", "").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);

    reset(berta, "berta", created.getRecoveryCode().getCode(), OTHER).get();

    assertEquals(
        created.getAccount().getUser(), logIn(berta, "Berta", OTHER).get().getJoined().getSelf());
    closed.restart();
    logIn(berta, "Berta", OTHER).get();
  }

  @Test
  void anAccountNeedsAFreeName() {
    world.join("Berta");
    create("ana").refused(ErrorReason.ERROR_REASON_NAME_TAKEN);
    create("Berta").refused(ErrorReason.ERROR_REASON_NAME_TAKEN);
    create("").refused(ErrorReason.ERROR_REASON_NAME_INVALID);
    create("admin").refused(ErrorReason.ERROR_REASON_NAME_INVALID);
  }

  @Test
  void aRenamedUserKeepsEverythingButTheName() {
    ScriptedStream stream = ana.online();
    ScriptedClient berta = world.join("Berta");
    ScriptedStream seen = berta.online();

    RenameUserResponse renamed = rename(ana.id(), "Anabel").get();

    assertEquals("Anabel", renamed.getAccount().getUser().getName());
    assertEquals(ana.id(), renamed.getAccount().getUser().getId());
    world.moment();
    assertEquals(List.of("USER_RENAMED Anabel"), seen.describeEphemeral("lobby"));
    assertTrue(stream.isLive());
    assertEquals("Anabel", ana.whoAmI().get().getSelf().getName());
    world.stranger().join("Ana");
    world.restart();
    logIn(world.stranger(), "Anabel", PASSWORD).get();
    rename(ana.id(), "Ana").refused(ErrorReason.ERROR_REASON_NAME_TAKEN);
    rename(ana.id(), "").refused(ErrorReason.ERROR_REASON_NAME_INVALID);
  }

  /** For an operator, a user who is being deleted does not exist, and has no session. */
  @Test
  void aUserWhoIsBeingDeletedIsNotRenamed() {
    world.faults().maxDelay(World.SLOW_DISK);
    Reply<DeleteUserResponse> deletion = delete(ana.id());
    world.pass(World.ARRIVAL);

    rename(ana.id(), "Anabel").refused(ErrorReason.ERROR_REASON_USER_NOT_FOUND);

    deletion.get();
  }

  @Test
  void ofTwoDeletionsAtOnceOneHappensAndIsRecorded() {
    Reply<DeleteUserResponse> first = delete(ana.id());
    Reply<DeleteUserResponse> second = delete(ana.id());

    first.get();
    second.refused(ErrorReason.ERROR_REASON_USER_NOT_FOUND);

    assertEquals(List.of("user.deleted"), recorded());
  }

  @Test
  void aUserWhoLeavesDuringTheDeletionIsNotDeletedTwice() {
    ScriptedClient berta = world.join("Berta");
    Reply<LeaveResponse> leave = berta.leave();
    Reply<DeleteUserResponse> deletion = delete(berta.id());
    Reply<LeaveResponse> repeated = berta.leave();

    leave.get();
    boolean deleted = deletion.succeeds();
    repeated.succeeds();

    assertEquals(deleted ? List.of("user.deleted") : List.of(), recorded());
    berta.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_ENDED);
  }

  /** The account exists. Its first session, which nobody can use, may still be active. */
  @Test
  void anAccountWhoseFirstSessionIsNotEndedIsReportedAsUnavailable() {
    world.faults().maxDelay(World.SLOW_DISK);
    Reply<CreateAccountResponse> created = create("Berta");
    ListAccountsRequest berta = ListAccountsRequest.newBuilder().setName("Berta").build();
    world.await("the account", () -> !list(berta).isEmpty());
    world.breakDisk(false);

    created.refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);

    world.faults().maxDelay(World.ARRIVAL);
    world.repairDiskAndWait();
    assertEquals(0, list(berta).get(0).getSessionCount());
    assertEquals(List.of("account.created"), recorded());
  }

  @Test
  void aGuestThatHoldsAWantedNameLosesOnlyTheName() {
    ScriptedClient guest = world.join("Berta");
    ScriptedStream stream = guest.online();

    rename(guest.id(), "Berta-2").get();

    assertTrue(stream.isLive());
    create("Berta").get();
    assertEquals("Berta-2", guest.whoAmI().get().getSelf().getName());
  }

  @Test
  void sessionsAreListedAndRevoked() {
    ScriptedClient phone = world.stranger().loggedIn("Ana");
    List<Session> sessions = sessions(ana.id());
    assertEquals(2, sessions.size());
    assertTrue(sessions.stream().noneMatch(Session::getCurrent));

    RevokeUserSessionsRequest.Builder request =
        RevokeUserSessionsRequest.newBuilder().setUserId(ana.id());
    assertEquals(1, revoke(request.setSessionId("1")).get().getRevokedCount());
    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
    assertEquals(0, revoke(request.setSessionId("1")).get().getRevokedCount());
    phone.whoAmI().get();
    assertEquals(1, revoke(request.setAll(true)).get().getRevokedCount());
    phone.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
    revoke(request.setAll(false)).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    revoke(request.clearTarget()).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
  }

  @Test
  void aDeletedUserIsGone() {
    ScriptedStream stream = ana.online();
    ScriptedClient guest = world.join("Berta");

    delete(ana.id()).get();
    delete(guest.id()).get();

    stream.ends(ErrorReason.ERROR_REASON_SESSION_ENDED, Closing.Action.ACTION_STOP);
    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_ENDED);
    guest.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_ENDED);
    assertFalse(world.onDisk().hasInbox(ana.id()));
    delete(ana.id()).refused(ErrorReason.ERROR_REASON_USER_NOT_FOUND);
    world.stranger().join("Ana");
  }

  @Test
  void aGuestIsNotAnAccountAndAnUnknownNameIsNotAUser() {
    ScriptedClient guest = world.join("Berta");
    suspend(guest, null).refused(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
    call(
            AdminServiceGrpc.getCreateRecoveryCodeMethod(),
            CreateRecoveryCodeRequest.newBuilder().setUserId(guest.id()).build())
        .refused(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
    rename("nobody", "Nadie").refused(ErrorReason.ERROR_REASON_USER_NOT_FOUND);
  }

  @Test
  void aFailedWriteChangesNothing() {
    world.breakDisk(false);
    suspend(ana, null).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    create("Berta").refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();

    ana.whoAmI().get();
    assertFalse(info(ana.id()).hasSuspension());
    create("Berta").get();
  }

  private static List<String> names(List<AccountInfo> accounts) {
    return accounts.stream().map(account -> account.getUser().getName()).toList();
  }

  private Reply<CreateAccountResponse> create(String name) {
    return call(
        AdminServiceGrpc.getCreateAccountMethod(),
        CreateAccountRequest.newBuilder().setName(name).build());
  }

  private Reply<RenameUserResponse> rename(String id, String name) {
    return call(
        AdminServiceGrpc.getRenameUserMethod(),
        RenameUserRequest.newBuilder().setUserId(id).setName(name).build());
  }

  /** What the server has recorded that operators have done. */
  private List<String> recorded() {
    return operator
        .call(ListMessagesRequest.newBuilder().setRoom("!").setAfterSequence(0).build())
        .get()
        .getEventsList()
        .stream()
        .map(event -> event.getRecord().getAction())
        .toList();
  }

  private Reply<RevokeUserSessionsResponse> revoke(RevokeUserSessionsRequest.Builder request) {
    return call(AdminServiceGrpc.getRevokeUserSessionsMethod(), request.build());
  }

  private Reply<DeleteUserResponse> delete(String id) {
    return call(
        AdminServiceGrpc.getDeleteUserMethod(),
        DeleteUserRequest.newBuilder().setUserId(id).build());
  }
}
