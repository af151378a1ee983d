package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.PASSWORD;
import static chat.charla.server.rules.ScriptedClient.password;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import chat.charla.admin.v1.ListUserSessionsRequest;
import chat.charla.admin.v1.RenameUserRequest;
import chat.charla.admin.v1.RenameUserResponse;
import chat.charla.admin.v1.ResumeAccountRequest;
import chat.charla.admin.v1.RevokeUserSessionsRequest;
import chat.charla.admin.v1.RevokeUserSessionsResponse;
import chat.charla.admin.v1.SuspendAccountRequest;
import chat.charla.admin.v1.SuspendAccountResponse;
import chat.charla.server.account.AccountSettings;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.Presence;
import chat.charla.v1.ResetPasswordRequest;
import chat.charla.v1.ResetPasswordResponse;
import chat.charla.v1.Session;
import com.google.common.collect.MoreCollectors;
import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an operator can do about accounts and guests. Ana has an account, and is logged in. */
class UserAdministrationRulesTest {
  private static final String OTHER = "another good password";

  private final World world = new World();
  private final ScriptedClient operator = world.operator();
  private final ScriptedClient ana = world.stranger().registered("Ana");

  @Test
  void accountsAreListedAndGuestsIfTheyAreWanted() {
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
  void aSuspendedAccountHasNoSessionsAndKeepsItsName() {
    ScriptedClient phone = world.stranger().loggedIn("Ana");
    ScriptedStream stream = ana.online();

    SuspendAccountResponse suspended = suspend(ana, null).get();

    assertEquals(2, suspended.getEndedCount());
    assertTrue(suspended.getAccount().hasSuspension());
    assertFalse(suspended.getAccount().getSuspension().hasEndTime());
    stream.ends(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED, Closing.Action.ACTION_STOP);
    phone.whoAmI().refused(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED);
    world.restart();
    phone.converse().ends(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED, Closing.Action.ACTION_STOP);
    ScriptedClient stranger = world.stranger();
    logIn(stranger, "Ana", PASSWORD).refused(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED);
    logIn(stranger, "Ana", "a wrong password").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    stranger.nameTaken("Ana");

    call(
            AdminServiceGrpc.getResumeAccountMethod(),
            ResumeAccountRequest.newBuilder().setUserId(ana.id()).build())
        .get();

    phone.whoAmI().refused(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED);
    assertEquals(ana.user(), logIn(stranger, "Ana", PASSWORD).get().getJoined().getSelf());
  }

  /** An account that has just been created would otherwise expire when it is silent for long. */
  @Test
  void aSuspendedAccountDoesNotExpire() {
    suspend(ana, null).get();

    world.pass(World.LIFETIME.multipliedBy(2));

    assertTrue(info(ana.id()).hasSuspension());
    world.stranger().nameTaken("Ana");
  }

  @Test
  void aSuspensionEndsByItself() {
    SuspendAccountResponse suspended = suspend(ana, Duration.ofDays(2)).get();
    long end = suspended.getAccount().getSuspension().getEndTime().getSeconds();
    long begin = suspended.getAccount().getSuspension().getCreateTime().getSeconds();
    assertEquals(Duration.ofDays(2).toSeconds(), end - begin);
    world.pass(Duration.ofDays(2).minusMinutes(1));
    logIn(world.stranger(), "Ana", PASSWORD).refused(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED);

    world.pass(Duration.ofMinutes(2));

    logIn(world.stranger(), "Ana", PASSWORD).get();
    assertFalse(info(ana.id()).hasSuspension());
  }

  /** The password is being checked when the operator suspends the account. */
  @Test
  void aLogInThatHasBegunIsRefusedAfterASuspension() {
    Reply<?> logIn = logIn(world.stranger(), "Ana", PASSWORD);
    Reply<?> suspension = suspend(ana, null);

    logIn.refused(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED);
    suspension.get();
    assertEquals(List.of(), sessions(ana.id()));
  }

  @Test
  void aSuspensionHasAnOrdinaryDuration() {
    for (Duration duration : List.of(Duration.ZERO, Duration.ofDays(3651), Duration.ofDays(-1))) {
      suspend(ana, duration).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    }
    ana.whoAmI().get();
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
  void anAccountWhoseFirstSessionIsNotEndedIsReported() {
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
  void aGuestWhoHoldsAWantedNameLosesNothingElse() {
    ScriptedClient guest = world.join("Berta");
    ScriptedStream stream = guest.online();

    rename(guest.id(), "Berta-2").get();

    assertTrue(stream.isLive());
    create("Berta").get();
    assertEquals("Berta-2", guest.whoAmI().get().getSelf().getName());
  }

  @Test
  void aRecoveryCodeSetsAPasswordOnceAndEndsAllSessions() {
    ScriptedStream stream = ana.online();
    String code = code(ana.id());
    ana.whoAmI().get();
    logIn(world.stranger(), "Ana", PASSWORD).get();
    world.restart();
    ScriptedClient owner = world.stranger();

    reset(owner, "ana", code.toUpperCase(Locale.ROOT).replace('-', ' '), OTHER).get();

    assertFalse(stream.isLive());
    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
    logIn(owner, "Ana", PASSWORD).refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    assertEquals(ana.user(), logIn(owner, "Ana", OTHER).get().getJoined().getSelf());
    reset(owner, "Ana", code, PASSWORD).refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    assertFalse(info(ana.id()).hasRecoveryExpireTime());
  }

  @Test
  void twoResetsWithOneCodeSetOnePassword() {
    String code = code(ana.id());
    Reply<ResetPasswordResponse> first = reset(world.stranger(), "Ana", code, OTHER);
    Reply<ResetPasswordResponse> second = reset(world.stranger(), "Ana", code, OTHER + "!");

    assertNotEquals(first.succeeds(), second.succeeds());
  }

  @Test
  void aRecoveryCodeIsForOneAccountAndADay() {
    world.stranger().registered("Berta");
    String code = code(ana.id());
    ScriptedClient owner = world.stranger();
    for (String name : List.of("Berta", "Nadie", "", "x".repeat(5000))) {
      reset(owner, name, code, OTHER).refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    }
    for (String wrong : List.of("", "guess", code + "0", "x".repeat(100_000))) {
      reset(owner, "Ana", wrong, OTHER).refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    }
    reset(owner, "Ana", code, "short").refused(ErrorReason.ERROR_REASON_PASSWORD_INVALID);
    world.pass(Duration.ofHours(24));

    reset(owner, "Ana", code, OTHER).refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    ana.whoAmI().get();
  }

  @Test
  void anotherCodeReplacesTheFirst() {
    String first = code(ana.id());
    String second = code(ana.id());

    reset(world.stranger(), "Ana", first, OTHER).refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    reset(world.stranger(), "Ana", second, OTHER).get();
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

  private List<AccountInfo> list(ListAccountsRequest request) {
    return call(AdminServiceGrpc.getListAccountsMethod(), request).get().getAccountsList();
  }

  private static List<String> names(List<AccountInfo> accounts) {
    return accounts.stream().map(account -> account.getUser().getName()).toList();
  }

  private AccountInfo info(String id) {
    return list(ListAccountsRequest.newBuilder().setGuests(true).build()).stream()
        .filter(account -> account.getUser().getId().equals(id))
        .collect(MoreCollectors.onlyElement());
  }

  private Reply<CreateAccountResponse> create(String name) {
    return call(
        AdminServiceGrpc.getCreateAccountMethod(),
        CreateAccountRequest.newBuilder().setName(name).build());
  }

  private Reply<SuspendAccountResponse> suspend(ScriptedClient user, @Nullable Duration duration) {
    SuspendAccountRequest.Builder request = SuspendAccountRequest.newBuilder().setUserId(user.id());
    if (duration != null) {
      request.getDurationBuilder().setSeconds(duration.toSeconds());
    }
    return call(AdminServiceGrpc.getSuspendAccountMethod(), request.build());
  }

  private Reply<RenameUserResponse> rename(String id, String name) {
    return call(
        AdminServiceGrpc.getRenameUserMethod(),
        RenameUserRequest.newBuilder().setUserId(id).setName(name).build());
  }

  private String code(String id) {
    return call(
            AdminServiceGrpc.getCreateRecoveryCodeMethod(),
            CreateRecoveryCodeRequest.newBuilder().setUserId(id).build())
        .get()
        .getRecoveryCode()
        .getCode();
  }

  private List<Session> sessions(String id) {
    return call(
            AdminServiceGrpc.getListUserSessionsMethod(),
            ListUserSessionsRequest.newBuilder().setUserId(id).build())
        .get()
        .getSessionsList();
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

  private <Q extends MessageLite, A> Reply<A> call(MethodDescriptor<Q, A> method, Q request) {
    return operator.account(method, request);
  }

  private static Reply<LogInResponse> logIn(ScriptedClient client, String name, String password) {
    return client.account(
        AccountServiceGrpc.getLogInMethod(),
        LogInRequest.newBuilder().setName(name).setCredential(password(password)).build());
  }

  private static Reply<ResetPasswordResponse> reset(
      ScriptedClient client, String name, String code, String password) {
    return client.account(
        AccountServiceGrpc.getResetPasswordMethod(),
        ResetPasswordRequest.newBuilder()
            .setName(name)
            .setRecoveryCode(code)
            .setNewPassword(password)
            .build());
  }
}
