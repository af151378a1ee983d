package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.PASSWORD;
import static chat.charla.server.rules.ScriptedClient.password;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.storage.v1.StoredSession;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.ChangePasswordResponse;
import chat.charla.v1.Closing;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.DeleteAccountResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ExecuteResponse;
import chat.charla.v1.ListSessionsRequest;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.LogOutRequest;
import chat.charla.v1.LogOutResponse;
import chat.charla.v1.RevokeSessionRequest;
import chat.charla.v1.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How sessions of an account begin and end. Ana has logged in on a phone, too. */
class SessionRulesTest {
  private static final String ID = "3f0c2a52-3f65-4f6e-8f0e-7b1f6b9d1c02";
  private static final Duration AN_HOUR_LATER = Duration.ofMinutes(130);

  private final World world = new World();
  private final ScriptedClient laptop = world.stranger().registered("Ana");
  private final ScriptedClient phone = loggedIn();

  @Test
  void aLogInOpensASessionOfTheSameIdentity() {
    assertEquals(laptop.user(), phone.user());
    assertNotEquals(laptop.token(), phone.token());
    assertEquals(laptop.user(), phone.whoAmI().get().getSelf());
    world.restart();
    assertEquals(laptop.user(), phone.whoAmI().get().getSelf());
  }

  @Test
  void anUnknownNameAGuestAndAWrongPasswordAreRefusedAlike() {
    world.join("Berta");
    for (LogInRequest request :
        List.of(
            request().setName("Nadie").build(),
            request().setName("Berta").build(),
            request().setName("x".repeat(5000)).build(),
            request().setCredential(password("a wrong password")).build())) {
      assertEquals(
          "no account has this name, or the credential is not the account's",
          logIn(world.stranger(), request)
              .refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED)
              .message());
    }
  }

  @Test
  void aRepeatedLogInReturnsTheSameSession() {
    LogInRequest request = request().setRequestId(ID).setSessionLabel("tablet").build();
    LogInResponse first = logIn(world.stranger(), request).get();

    world.restart();
    LogInResponse again = logIn(world.stranger(), request).get();

    assertEquals(first.getJoined().getSessionToken(), again.getJoined().getSessionToken());
    assertEquals(first.getSession().getId(), again.getSession().getId());
    assertEquals(3, sessions(laptop).size());
    logIn(world.stranger(), request.toBuilder().setCredential(password("wrong one")).build())
        .refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    world.stranger().registered("Berta");
    logIn(world.stranger(), request.toBuilder().setName("Berta").build())
        .refused(ErrorReason.ERROR_REASON_REQUEST_ID_REUSED);
  }

  /** The client has given up the first attempt while it was in progress. */
  @Test
  void aLogInThatIsRepeatedAtOnceOpensOneSession() {
    LogInRequest request = request().setRequestId(ID).build();

    Reply<LogInResponse> first = logIn(world.stranger(), request);
    Reply<LogInResponse> second = logIn(world.stranger(), request);

    assertEquals(
        first.get().getJoined().getSessionToken(), second.get().getJoined().getSessionToken());
    assertEquals(3, sessions(laptop).size());
  }

  @Test
  void theSessionThatWasUsedLastIsListedFirst() {
    world.pass(Duration.ofHours(5));
    phone.online().cut();
    world.pass(Duration.ofHours(5));

    List<Session> sessions = sessions(laptop);

    assertEquals(List.of(true, false), sessions.stream().map(Session::getCurrent).toList());
    assertEquals("phone", sessions.get(1).getLabel());
    Session onPhone = sessions.get(1);
    assertEquals(
        World.LIFETIME.toSeconds(),
        onPhone.getExpireTime().getSeconds() - onPhone.getSeenTime().getSeconds());
    assertFalse(onPhone.getOnline());
    phone.online();
    assertTrue(sessions(laptop).stream().allMatch(each -> each.getCurrent() || each.getOnline()));
  }

  @Test
  void aLogOutEndsOneSession() {
    ScriptedStream onLaptop = laptop.online();
    ScriptedStream onPhone = phone.online();

    logOut(phone).get();

    onPhone.ends(ErrorReason.ERROR_REASON_SESSION_ENDED, Closing.Action.ACTION_STOP);
    assertTrue(onLaptop.isLive());
    phone.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_ENDED);
    logOut(phone).refused(ErrorReason.ERROR_REASON_SESSION_ENDED);
    assertEquals(1, sessions(laptop).size());
    world.restart();
    phone.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_ENDED);
    world.pass(AN_HOUR_LATER);
    phone.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
    laptop.whoAmI().get();
  }

  /** An older client calls Leave when its user quits, and must not destroy the account. */
  @Test
  void aLeaveEndsOnlyTheSession() {
    phone.leave().get();

    phone.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_ENDED);
    assertEquals(laptop.user(), laptop.whoAmI().get().getSelf());
  }

  @Test
  void aGuestHasOneSessionAndCannotLogOut() {
    ScriptedClient guest = world.join("Guest");

    assertEquals(List.of("1"), sessions(guest).stream().map(Session::getId).toList());
    logOut(guest).refused(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
    revokeOthers(guest).refused(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
  }

  @Test
  void aRevokedSessionEnds() {
    ScriptedStream onPhone = phone.online();
    String id = sessions(phone).stream().filter(Session::getCurrent).toList().get(0).getId();

    assertEquals(1, revoke(laptop, id).get().getRevokedCount());

    onPhone.ends(ErrorReason.ERROR_REASON_SESSION_REVOKED, Closing.Action.ACTION_STOP);
    phone.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
    phone.converse().ends(ErrorReason.ERROR_REASON_SESSION_REVOKED, Closing.Action.ACTION_STOP);
    assertEquals(0, revoke(laptop, id).get().getRevokedCount(), "it has ended already");
    assertEquals(0, revoke(laptop, "unknown").get().getRevokedCount());
    world.restart();
    phone.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
  }

  @Test
  void allOtherSessionsCanBeRevoked() {
    ScriptedClient tablet = loggedIn();

    assertEquals(2, revokeOthers(laptop).get().getRevokedCount());

    phone.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
    tablet.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
    laptop.whoAmI().get();
    laptop
        .account(
            AccountServiceGrpc.getRevokeSessionMethod(), RevokeSessionRequest.getDefaultInstance())
        .refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
  }

  /** If the write fails, the server must not end the session in memory only. */
  @Test
  void aSessionThatCouldNotBeRevokedStaysValid() {
    world.breakDisk(false);

    revokeOthers(laptop).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);

    world.repairDiskAndWait();
    phone.whoAmI().get();
  }

  @Test
  void aSilentSessionExpiresAndTheAccountStays() {
    world.pass(World.LIFETIME.minusDays(1));
    laptop.whoAmI().get();
    world.pass(Duration.ofDays(2));

    phone.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
    laptop.whoAmI().get();
  }

  @Test
  void aSessionWithAStreamIsNotSilent() {
    phone.online();
    world.pass(World.LIFETIME.multipliedBy(2));

    phone.whoAmI().get();
    laptop.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  @Test
  void theSessionThatIsSilentForLongestMakesRoomForThe51st() {
    List<ScriptedClient> others = new ArrayList<>();
    for (int i = 0; i < 48; i++) {
      world.pass(Duration.ofMinutes(1));
      others.add(loggedIn());
    }
    laptop.whoAmI().get();
    assertEquals(50, sessions(laptop).size());

    others.add(loggedIn());

    assertEquals(50, sessions(laptop).size());
    phone.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
    others.forEach(each -> each.whoAmI().get());
  }

  @Test
  void aNewPasswordRevokesAllOtherSessions() {
    assertEquals(1, change(PASSWORD, "another fine password").get().getRevokedCount());

    phone.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
    laptop.whoAmI().get();
    world.stranger().logIn("Ana").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    logIn(world.stranger(), request().setCredential(password("another fine password")).build())
        .get();
    change(PASSWORD, "yet another password").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
  }

  /** A program that knows the password has stolen the token of the laptop. */
  @Test
  void aSessionThatIsRevokedMeanwhileChangesNeitherThePasswordNorOtherSessions() {
    Reply<ChangePasswordResponse> stolen = change(PASSWORD, "another fine password");
    Reply<DeleteAccountResponse> deletion = delete(PASSWORD);

    assertEquals(1, revokeOthers(phone).get().getRevokedCount());

    stolen.refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
    deletion.refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
    phone.whoAmI().get();
    loggedIn();
  }

  /** The server reserves memory for 20 sessions. */
  @Test
  void anAccountWithManySessionsLeavesSomeToOthers() {
    World small = new World().maxIdentities(10);
    ScriptedClient greedy = small.stranger().registered("Greedy");
    for (int i = 0; i < 60; i++) {
      small.pass(Duration.ofMinutes(1));
      greedy = small.stranger().loggedIn("Greedy");
    }

    int taken = sessions(greedy).size();
    assertTrue(taken >= 3 && taken < 20, () -> "were " + taken);
    ScriptedClient berta = small.stranger().registered("Berta");
    ScriptedClient onPhone = small.stranger().loggedIn("Berta");
    ScriptedClient onTablet = small.stranger().loggedIn("Berta");
    for (ScriptedClient each : List.of(berta, onPhone, onTablet)) {
      each.whoAmI().get();
    }
  }

  /** A copy of the database reveals nothing else about the session. */
  @Test
  void anEndedSessionIsStoredWithoutItsDetails() {
    phone.leave().get();
    world.moment();

    StoredSession ended = world.onDisk().identity(phone.id()).getSessions(1);
    assertEquals(
        StoredSession.newBuilder()
            .setId(ended.getId())
            .setTokenHash(ended.getTokenHash())
            .setRequestIdHash(ended.getRequestIdHash())
            .setSeenMillis(ended.getSeenMillis())
            .setEndedMillis(ended.getEndedMillis())
            .build(),
        ended);
    assertTrue(ended.getEndedMillis() > 0);
  }

  @Test
  void aCommandThatWaitsWhenItsSessionIsRevokedIsRefused() {
    world.faults().maxDelay(World.SLOW_DISK);
    phone.enter("kitchen");
    world.pass(World.ARRIVAL);
    Reply<ExecuteResponse> waiting = phone.enter("garden");
    world.pass(World.ARRIVAL);

    revokeOthers(laptop);
    world.pass(Duration.ofSeconds(10));

    waiting.refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
    assertEquals(List.of("kitchen", "lobby"), laptop.whoAmI().get().getRoomsList());
  }

  @Test
  void aPasswordThatBreaksARuleChangesNothing() {
    assertEquals(
        "new_password",
        change(PASSWORD, "short").refused(ErrorReason.ERROR_REASON_PASSWORD_INVALID).field());

    phone.whoAmI().get();
    loggedIn();
  }

  @Test
  void aDeletedAccountEndsLikeAGuest() {
    ScriptedClient berta = world.join("Berta");
    ScriptedStream watching = berta.online();
    ScriptedStream onPhone = phone.online();
    watching.forget();
    delete("a wrong password").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);

    delete(PASSWORD).get();

    onPhone.ends(ErrorReason.ERROR_REASON_SESSION_ENDED, Closing.Action.ACTION_STOP);
    laptop.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_ENDED);
    world.moment();
    assertEquals(List.of("USER_LEFT Ana"), watching.describeEphemeral("lobby"));
    assertFalse(world.onDisk().hasInbox(laptop.id()));
    assertNotEquals(laptop.id(), world.join("Ana").id());
    world.stranger().logIn("Ana").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
  }

  private ScriptedClient loggedIn() {
    LogInResponse response =
        logIn(world.stranger(), request().setSessionLabel("phone").build()).get();
    return world.stranger().as(response.getJoined());
  }

  private static LogInRequest.Builder request() {
    return LogInRequest.newBuilder().setName("Ana").setCredential(password(PASSWORD));
  }

  private static Reply<LogInResponse> logIn(ScriptedClient client, LogInRequest request) {
    return client.account(AccountServiceGrpc.getLogInMethod(), request);
  }

  private static Reply<LogOutResponse> logOut(ScriptedClient client) {
    return client.account(AccountServiceGrpc.getLogOutMethod(), LogOutRequest.getDefaultInstance());
  }

  private static List<Session> sessions(ScriptedClient client) {
    return client
        .account(
            AccountServiceGrpc.getListSessionsMethod(), ListSessionsRequest.getDefaultInstance())
        .get()
        .getSessionsList();
  }

  private static Reply<chat.charla.v1.RevokeSessionResponse> revoke(
      ScriptedClient client, String id) {
    return client.account(
        AccountServiceGrpc.getRevokeSessionMethod(),
        RevokeSessionRequest.newBuilder().setSessionId(id).build());
  }

  private static Reply<chat.charla.v1.RevokeSessionResponse> revokeOthers(ScriptedClient client) {
    return client.account(
        AccountServiceGrpc.getRevokeSessionMethod(),
        RevokeSessionRequest.newBuilder().setAllOthers(true).build());
  }

  private Reply<ChangePasswordResponse> change(String present, String wanted) {
    return laptop.account(
        AccountServiceGrpc.getChangePasswordMethod(),
        ChangePasswordRequest.newBuilder()
            .setPresent(password(present))
            .setNewPassword(wanted)
            .build());
  }

  private Reply<DeleteAccountResponse> delete(String present) {
    return laptop.account(
        AccountServiceGrpc.getDeleteAccountMethod(),
        DeleteAccountRequest.newBuilder().setPresent(password(present)).build());
  }
}
