package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.CreateRecoveryCodeRequest;
import chat.charla.client.CallFailure;
import chat.charla.server.account.AccountSettings;
import chat.charla.server.oidc.IdTokens;
import chat.charla.server.oidc.Issuer;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.CreateAccessTokenResponse;
import chat.charla.v1.Credential;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.GetLoginOptionsRequest;
import chat.charla.v1.GetLoginOptionsResponse;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.OidcIssuer;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.ResetPasswordRequest;
import chat.charla.v1.Scope;
import chat.charla.v1.User;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * Accounts of users whom an issuer knows. Here a valid id token is the user's id at the issuer and
 * a number; {@code OidcIssuerTest} tests real tokens.
 */
class IdTokenRulesTest {
  private static final String ID = "3f0c2a52-3f65-4f6e-8f0e-7b1f6b9d1c02";
  private static final String OTHER_ID = "0b7e7e0e-53c5-4d0b-8a0e-6f4f6a1d9c55";
  private static final Duration PAUSE = Duration.ofSeconds(20);

  private boolean issuerIsDown;

  private final World world =
      new World()
          .accounts(new AccountSettings(false, true))
          .idTokens(
              new IdTokens() {
                @Override
                public Optional<Issuer> issuer() {
                  return Optional.of(new Issuer("https://login.example", "charla"));
                }

                @Override
                public CompletionStage<Result> check(String token) {
                  return CompletableFuture.completedStage(result(token));
                }
              });

  private IdTokens.Result result(String token) {
    if (issuerIsDown) {
      return new IdTokens.Result.Unavailable(PAUSE);
    }
    return token.contains(" ")
        ? new IdTokens.Result.Valid(token.substring(0, token.indexOf(' ')), token)
        : new IdTokens.Result.Invalid();
  }

  @Test
  void theServerNamesItsIssuer() {
    GetLoginOptionsResponse options =
        world
            .stranger()
            .account(
                AccountServiceGrpc.getGetLoginOptionsMethod(),
                GetLoginOptionsRequest.getDefaultInstance())
            .get();

    assertEquals(
        List.of(
            OidcIssuer.newBuilder()
                .setIssuer("https://login.example")
                .setClientId("charla")
                .build()),
        options.getIssuersList());
  }

  /** The user has no account yet, so the client registers with the token of the refused log-in. */
  @Test
  void aUserOfTheIssuerRegistersOnceAndThenLogsIn() {
    logIn("a7 1").refused(ErrorReason.ERROR_REASON_NOT_REGISTERED);
    ScriptedClient laptop = registered("Ana", "a7 1");

    ScriptedClient phone = world.stranger().as(logIn("a7 2").get().getJoined());
    world.restart();

    assertEquals(laptop.user(), phone.whoAmI().get().getSelf());
    assertEquals(laptop.user(), logIn("a7 3").get().getJoined().getSelf());
    register("Anita", "a7 4", "").refused(ErrorReason.ERROR_REASON_ALREADY_REGISTERED);
    logIn("b8 1").refused(ErrorReason.ERROR_REASON_NOT_REGISTERED);
  }

  @Test
  void aPasswordStillDoesNotRegister() {
    world.stranger().register("Ana").refused(ErrorReason.ERROR_REASON_REGISTRATION_CLOSED);
    register("Ana", "invalid", "").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
  }

  @Test
  void aUserOfTheIssuerIsIdentifiedByIdAndNotByName() {
    registered("Ana", "a7 1");

    assertNotEquals(
        registered("Berta", "Ana 1").id(), logIn("a7 2").get().getJoined().getSelf().getId());
    register("Ana", "b8 1", "").refused(ErrorReason.ERROR_REASON_NAME_TAKEN);
    registered("Bea", "b8 1");
    world.stranger().logIn("Ana").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
  }

  @Test
  void aGuestBecomesTheAccountOfAUser() {
    ScriptedClient guest = world.join("Ana");

    RegisterResponse registered =
        guest
            .account(
                AccountServiceGrpc.getRegisterMethod(),
                RegisterRequest.newBuilder().setCredential(idToken("a7 1")).build())
            .get();

    assertEquals(guest.id(), registered.getJoined().getSelf().getId());
    assertEquals(guest.id(), logIn("a7 2").get().getJoined().getSelf().getId());
    world
        .join("Guest")
        .account(
            AccountServiceGrpc.getRegisterMethod(),
            RegisterRequest.newBuilder().setCredential(idToken("a7 3")).build())
        .refused(ErrorReason.ERROR_REASON_ALREADY_REGISTERED);
  }

  @Test
  void aGuestCannotRegisterWithTheRequestIdOfAnotherAccount() {
    register("Ana", "a7 1", ID).get();
    ScriptedClient guest = world.join("Guest");

    guest
        .account(
            AccountServiceGrpc.getRegisterMethod(),
            RegisterRequest.newBuilder().setCredential(idToken("a7 2")).setRequestId(ID).build())
        .refused(ErrorReason.ERROR_REASON_REQUEST_ID_REUSED);
  }

  @Test
  void anIdTokenIsUsedOnce() {
    registered("Ana", "a7 1");
    logIn("a7 1").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    logIn("a7 2").get();

    logIn("a7 2").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    logIn("a7 2", ID).refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    world.pass(IdTokens.LONGEST_VALIDITY.minusSeconds(1));
    logIn("a7 2").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
  }

  @Test
  void aRepeatedRequestMayHaveTheUsedIdToken() {
    RegisterResponse registered = register("Ana", "a7 1", ID).get();
    assertEquals(registered.getJoined(), register("Ana", "a7 1", ID).get().getJoined());

    LogInResponse first = logIn("a7 2", ID).get();
    LogInResponse again = logIn("a7 2", ID).get();

    assertEquals(first.getJoined().getSessionToken(), again.getJoined().getSessionToken());
    logIn("a7 2", OTHER_ID).refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
  }

  /** Two clients of one user register at the same time. */
  @Test
  void aUserGetsOneAccount() {
    Reply<RegisterResponse> first = register("Ana", "a7 1", ID);
    Reply<RegisterResponse> same = register("Ana", "a7 1", ID);
    Reply<RegisterResponse> second = register("Anita", "a7 2", OTHER_ID);

    assertEquals(first.get().getJoined(), same.get().getJoined());
    second.refused(ErrorReason.ERROR_REASON_ALREADY_REGISTERED);
  }

  @Test
  void sessionsContinueWhileTheIssuerIsDown() {
    ScriptedClient ana = registered("Ana", "a7 1");
    ScriptedStream stream = ana.online();
    issuerIsDown = true;

    CallFailure refusal = logIn("a7 2").refused(ErrorReason.ERROR_REASON_ISSUER_UNAVAILABLE);

    assertEquals(PAUSE, refusal.retryDelay());
    ana.say("still here");
    world.moment();
    assertEquals(List.of("still here"), stream.texts("lobby"));
    issuerIsDown = false;
    logIn("a7 2").get();
  }

  @Test
  void anIdTokenConfirmsOnlyChangesOfItsOwnAccount() {
    ScriptedClient ana = registered("Ana", "a7 1");
    registered("Berta", "b8 1");
    createAccessToken(ana, "b8 2").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    createAccessToken(ana, "c9 1").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);

    CreateAccessTokenResponse created = createAccessToken(ana, "a7 2").get();

    assertEquals(
        ana.user(), world.stranger().as(ana.user(), created.getToken()).whoAmI().get().getSelf());
  }

  /** A password would still work after the issuer has removed the user. */
  @Test
  void anIdTokenDoesNotSetAFirstPassword() {
    ScriptedClient ana = registered("Ana", "a7 1");

    changePassword(ana, "a7 2").refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);

    world.stranger().logIn("Ana").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    createAccessToken(ana, "a7 2").get();
  }

  @Test
  void anIdTokenReplacesThePasswordThatTheOperatorHasGiven() {
    ScriptedClient ana = registered("Ana", "a7 1");
    String code =
        world
            .operator()
            .account(
                AdminServiceGrpc.getCreateRecoveryCodeMethod(),
                CreateRecoveryCodeRequest.newBuilder().setUserId(ana.id()).build())
            .get()
            .getRecoveryCode()
            .getCode();
    world
        .stranger()
        .account(
            AccountServiceGrpc.getResetPasswordMethod(),
            ResetPasswordRequest.newBuilder()
                .setName("Ana")
                .setRecoveryCode(code)
                .setNewPassword("a password of the operator")
                .build())
        .get();
    ScriptedClient again = world.stranger().as(logIn("a7 2").get().getJoined());

    changePassword(again, "a7 3").get();

    assertEquals(ana.user(), world.stranger().loggedIn("Ana").user());
  }

  /**
   * The outcome of the first registration was unknown, and its client never repeats it. Its account
   * is on disk. After a restart, the user must get the account that was acknowledged.
   */
  @Test
  void ofTwoAccountsOfOneUserTheLaterOneCountsAfterARestart() {
    Map<String, User> acknowledged = new HashMap<>();
    for (int i = 1; i <= 40; i++) {
      String user = "u" + i;
      world.faults().failedWritesHappen(true).failingWrites(0.5);
      boolean lost = !register("lost" + i, user + " 1", new UUID(1, i).toString()).succeeds();
      world.repairDiskAndWait();
      if (lost) {
        Reply<RegisterResponse> again =
            register("kept" + i, user + " 2", new UUID(2, i).toString());
        acknowledged.put(user, again.get().getJoined().getSelf());
      }
    }
    world.restart();

    acknowledged.forEach(
        (user, account) ->
            assertEquals(account, logIn(user + " 3").get().getJoined().getSelf(), user));
    assertTrue(acknowledged.size() > 10);
  }

  @Test
  void afterTheDeletionOfItsAccountAUserMayRegisterAgain() {
    ScriptedClient ana = registered("Ana", "a7 1");

    ana.account(
            AccountServiceGrpc.getDeleteAccountMethod(),
            DeleteAccountRequest.newBuilder().setPresent(idToken("a7 2")).build())
        .get();

    logIn("a7 3").refused(ErrorReason.ERROR_REASON_NOT_REGISTERED);
    assertNotEquals(ana.id(), registered("Ana", "a7 3").id());
  }

  @Test
  void aServerWithoutAnIssuerRefusesIdTokens() {
    new World()
        .stranger()
        .account(
            AccountServiceGrpc.getLogInMethod(),
            LogInRequest.newBuilder().setCredential(idToken("a7 1")).build())
        .refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    new World()
        .accounts(new AccountSettings(false, true))
        .stranger()
        .account(
            AccountServiceGrpc.getRegisterMethod(),
            RegisterRequest.newBuilder().setName("Ana").setCredential(idToken("a7 1")).build())
        .refused(ErrorReason.ERROR_REASON_REGISTRATION_CLOSED);
  }

  private ScriptedClient registered(String name, String token) {
    return world.stranger().as(register(name, token, "").get().getJoined());
  }

  private Reply<RegisterResponse> register(String name, String token, String requestId) {
    return world
        .stranger()
        .account(
            AccountServiceGrpc.getRegisterMethod(),
            RegisterRequest.newBuilder()
                .setName(name)
                .setCredential(idToken(token))
                .setRequestId(requestId)
                .build());
  }

  private Reply<LogInResponse> logIn(String token) {
    return logIn(token, "");
  }

  private Reply<LogInResponse> logIn(String token, String requestId) {
    return world
        .stranger()
        .account(
            AccountServiceGrpc.getLogInMethod(),
            LogInRequest.newBuilder()
                .setCredential(idToken(token))
                .setRequestId(requestId)
                .build());
  }

  private static Reply<CreateAccessTokenResponse> createAccessToken(
      ScriptedClient client, String token) {
    return client.account(
        AccountServiceGrpc.getCreateAccessTokenMethod(),
        CreateAccessTokenRequest.newBuilder()
            .setPresent(idToken(token))
            .addScopes(Scope.SCOPE_READ)
            .build());
  }

  private static Reply<?> changePassword(ScriptedClient client, String token) {
    return client.account(
        AccountServiceGrpc.getChangePasswordMethod(),
        ChangePasswordRequest.newBuilder()
            .setPresent(idToken(token))
            .setNewPassword(PASSWORD)
            .build());
  }

  private static Credential idToken(String token) {
    return Credential.newBuilder().setOidcIdToken(token).build();
  }
}
