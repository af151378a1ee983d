package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.PASSWORD;
import static chat.charla.server.rules.ScriptedClient.lobby;
import static chat.charla.server.rules.ScriptedClient.password;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.Closing;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.CreateAccessTokenResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ListSessionsRequest;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.Presence;
import chat.charla.v1.RevokeSessionRequest;
import chat.charla.v1.Scope;
import chat.charla.v1.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ana gives programs access tokens of her account. */
class AccessTokenRulesTest {
  private static final String ID = "3f0c2a52-3f65-4f6e-8f0e-7b1f6b9d1c02";

  private final World world = new World();
  private final ScriptedClient ana = world.stranger().registered("Ana");

  @Test
  void aProgramActsAsTheAccount() {
    ScriptedClient program = program(Scope.SCOPE_READ, Scope.SCOPE_WRITE);
    ScriptedStream onLaptop = ana.online();

    assertEquals(ana.user(), program.whoAmI().get().getSelf());
    program.say("by a program");
    ScriptedStream ofProgram = program.online();
    ofProgram.post("p", lobby("m1", "on its stream"));
    ofProgram.result("p");
    world.moment();

    assertEquals(List.of("by a program", "on its stream"), onLaptop.texts("lobby"));
    assertEquals(ana.id(), onLaptop.durable("lobby").get(0).getActor().getId());
    world.restart();
    program.say("after a restart");
  }

  @Test
  void aProgramThatMayOnlyReadCannotWriteAndItsStreamStaysOpen() {
    ScriptedClient reader = program(Scope.SCOPE_READ);
    ScriptedStream stream = reader.online();

    CallFailure refusal =
        reader.call(lobby("", "hello")).refused(ErrorReason.ERROR_REASON_SCOPE_MISSING);
    reader.enter("kitchen").refused(ErrorReason.ERROR_REASON_SCOPE_MISSING);
    reader.leave("lobby").refused(ErrorReason.ERROR_REASON_SCOPE_MISSING);
    stream.post("p", lobby("", "hello"));
    stream.refused("p", ErrorReason.ERROR_REASON_SCOPE_MISSING);
    stream.enter("e", "kitchen");
    stream.refused("e", ErrorReason.ERROR_REASON_SCOPE_MISSING);
    ana.say("from the laptop");
    world.moment();

    assertEquals(Map.of("scope", "SCOPE_WRITE"), refusal.metadata());
    assertEquals(List.of("from the laptop"), stream.texts("lobby"));
    assertEquals(Map.of("Ana", Presence.PRESENCE_ONLINE), reader.present());
  }

  @Test
  void aProgramThatMayOnlyWriteOpensNoStreamAndReadsNothing() {
    ScriptedClient writer = program(Scope.SCOPE_WRITE);

    writer.say("hello");

    writer.converse().ends(ErrorReason.ERROR_REASON_SCOPE_MISSING, Closing.Action.ACTION_STOP);
    writer
        .call(ListUsersRequest.getDefaultInstance())
        .refused(ErrorReason.ERROR_REASON_SCOPE_MISSING);
    assertEquals(Map.of(), ana.present());
  }

  @Test
  void aProgramWithoutTheScopeOfTheAccountCannotChangeIt() {
    ScriptedClient program = program(Scope.SCOPE_READ, Scope.SCOPE_WRITE);

    program.call(ScriptedClient.asking("Anita")).refused(ErrorReason.ERROR_REASON_SCOPE_MISSING);
    create(program, request(Scope.SCOPE_READ).build())
        .refused(ErrorReason.ERROR_REASON_SCOPE_MISSING);

    assertEquals("Ana", ana.whoAmI().get().getSelf().getName());
    assertEquals(2, sessions().size());
  }

  @Test
  void aProgramCannotGiveAScopeThatItDoesNotHave() {
    ScriptedClient program = program(Scope.SCOPE_ACCOUNT);

    create(program, request(Scope.SCOPE_ACCOUNT, Scope.SCOPE_WRITE).build())
        .refused(ErrorReason.ERROR_REASON_SCOPE_MISSING);

    create(program, request(Scope.SCOPE_ACCOUNT).build()).get();
  }

  @Test
  void anAccessTokenIsListedAndCanBeRevoked() {
    CreateAccessTokenResponse created =
        create(
                ana,
                request(Scope.SCOPE_WRITE, Scope.SCOPE_READ, Scope.SCOPE_WRITE)
                    .setLabel("build server")
                    .build())
            .get();
    ScriptedClient program = program(created);
    ScriptedStream stream = program.online();

    Session listed = sessions().stream().filter(session -> !session.getCurrent()).toList().get(0);

    assertEquals(created.getSession().getId(), listed.getId());
    assertEquals("build server", listed.getLabel());
    assertEquals(List.of(Scope.SCOPE_READ, Scope.SCOPE_WRITE), listed.getScopesList());
    assertEquals(
        Duration.ofDays(90).toSeconds(),
        listed.getExpireTime().getSeconds() - listed.getCreateTime().getSeconds());
    ana.account(
            AccountServiceGrpc.getRevokeSessionMethod(),
            RevokeSessionRequest.newBuilder().setSessionId(listed.getId()).build())
        .get();
    stream.ends(ErrorReason.ERROR_REASON_SESSION_REVOKED, Closing.Action.ACTION_STOP);
    program.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
  }

  @Test
  void anAccessTokenEndsAtItsTimeAlsoIfItIsUsed() {
    ScriptedClient program = programFor(Duration.ofHours(5));
    ScriptedStream stream = program.online();
    world.pass(Duration.ofMinutes(299));
    program.whoAmI().get();
    assertTrue(stream.isLive());

    world.pass(Duration.ofMinutes(1));

    stream.ends(ErrorReason.ERROR_REASON_SESSION_EXPIRED, Closing.Action.ACTION_REJOIN);
    program.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
    assertEquals(1, sessions().size());
    world.pass(Duration.ofHours(1));
    world.restart();
    program.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  /** The timers of two earlier streams, which have ended, must not end the last stream. */
  @Test
  void aStreamThatWasOpenedLaterEndsWithItsTokenToo() {
    ScriptedClient program = programFor(Duration.ofHours(5));
    ScriptedStream first = program.online();
    world.pass(Duration.ofHours(2));
    program.online().cut();
    world.restart();
    ScriptedStream last = program.online();
    ScriptedStream ofAna = ana.online();
    world.pass(Duration.ofMinutes(179));
    assertTrue(last.isLive());

    world.pass(Duration.ofMinutes(1));

    last.ends(ErrorReason.ERROR_REASON_SESSION_EXPIRED, Closing.Action.ACTION_REJOIN);
    assertFalse(first.isLive());
    assertTrue(ofAna.isLive());
    ana.say("hello");
    world.moment();
    assertEquals(List.of(), last.texts("lobby"));
  }

  /**
   * While many networks guess a password, they share a rate; each network of the owner has a rate
   * of its own. The network of a program does not count as one of the owner, because others may
   * have the program's token.
   */
  @Test
  void theNetworkOfAProgramIsNotOneOfTheOwner() {
    CreateAccessTokenResponse created = create(ana, request(Scope.SCOPE_READ).build()).get();
    String ofProgram = "198.51.100.1";
    String ofPhone = "198.51.100.2";
    world.strangerFrom(ofProgram).as(ana.user(), created.getToken()).whoAmI().get();
    world.protectedStrangerFrom(ofPhone).loggedIn("Ana").whoAmI().get();
    for (int i = 0; i < 20; i++) {
      guess("203.0.113." + i);
    }
    guess(ofProgram);
    guess(ofPhone);

    world
        .protectedStrangerFrom(ofProgram)
        .logIn("Ana")
        .refused(ErrorReason.ERROR_REASON_RATE_LIMITED);
    world.protectedStrangerFrom(ofPhone).logIn("Ana").get();
  }

  /** Tries a wrong password from this address. */
  private void guess(String address) {
    world
        .protectedStrangerFrom(address)
        .account(
            AccountServiceGrpc.getLogInMethod(),
            LogInRequest.newBuilder().setName("Ana").setCredential(password("a guess")).build())
        .refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
  }

  @Test
  void anAccessTokenDoesNotEndBecauseItIsSilent() {
    ScriptedClient program = programFor(World.LIFETIME.multipliedBy(2));
    // An account that is used later than a day after its registration does not expire.
    world.pass(Duration.ofDays(2));
    program.whoAmI().get();

    world.pass(World.LIFETIME.plusDays(5));

    program.whoAmI().get();
    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  @Test
  void aNewPasswordEndsAllAccessTokens() {
    ScriptedClient program = program(Scope.SCOPE_READ);

    ana.account(
            AccountServiceGrpc.getChangePasswordMethod(),
            ChangePasswordRequest.newBuilder()
                .setPresent(password(PASSWORD))
                .setNewPassword("another fine password")
                .build())
        .get();

    program.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
  }

  /** A program that knows the former password asks for an access token in the same moment. */
  @Test
  void anAccessTokenIsNotCreatedWithAPasswordThatIsChangedMeanwhile() {
    Reply<?> change =
        ana.account(
            AccountServiceGrpc.getChangePasswordMethod(),
            ChangePasswordRequest.newBuilder()
                .setPresent(password(PASSWORD))
                .setNewPassword("another fine password")
                .build());
    Reply<CreateAccessTokenResponse> created = create(ana, request(Scope.SCOPE_READ).build());
    change.get();

    // It was created before the change, which has revoked it, or refused after the change.
    if (created.succeeds()) {
      program(created.get()).whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
    }
    assertEquals(1, sessions().size());
  }

  @Test
  void aRepeatedRequestReturnsTheSameAccessToken() {
    CreateAccessTokenRequest request = request(Scope.SCOPE_READ).setRequestId(ID).build();
    CreateAccessTokenResponse first = create(ana, request).get();

    world.restart();
    CreateAccessTokenResponse again = create(ana, request).get();

    assertEquals(first.getToken(), again.getToken());
    assertNotEquals(
        first.getToken(), create(ana, request(Scope.SCOPE_READ).build()).get().getToken());
    create(ana, request.toBuilder().addScopes(Scope.SCOPE_WRITE).build())
        .refused(ErrorReason.ERROR_REASON_REQUEST_ID_REUSED);
    assertEquals(3, sessions().size());
  }

  @Test
  void logInsDoNotEndAccessTokensAndAccessTokensDoNotEndSessions() {
    List<ScriptedClient> programs = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      programs.add(program(Scope.SCOPE_READ));
    }
    for (int i = 0; i < 50; i++) {
      world.stranger().loggedIn("Ana");
      ana.whoAmI().get();
    }

    CallFailure refusal =
        create(ana, request(Scope.SCOPE_READ).build())
            .refused(ErrorReason.ERROR_REASON_TOO_MANY_ACCESS_TOKENS);

    assertEquals(Map.of("max_access_tokens", "50"), refusal.metadata());
    programs.forEach(program -> program.whoAmI().get());
    assertEquals(100, sessions().size());
  }

  @Test
  void anInvalidRequestIsRefused() {
    for (CreateAccessTokenRequest invalid :
        List.of(
            request().build(),
            request(Scope.SCOPE_UNSPECIFIED).build(),
            request().addScopesValue(99).build(),
            request(Scope.SCOPE_READ).setLabel("x".repeat(65)).build(),
            withLifetime(Duration.ofSeconds(59)),
            withLifetime(Duration.ofDays(366).plusSeconds(1)),
            withLifetime(Duration.ofSeconds(Long.MIN_VALUE)),
            withLifetime(Duration.ofMillis(90_500)),
            request(Scope.SCOPE_READ).clearPresent().build())) {
      CallFailure refusal = create(ana, invalid).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
      assertFalse(refusal.field().isEmpty());
    }
    create(ana, request(Scope.SCOPE_READ).setPresent(password("a wrong password")).build())
        .refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    create(world.join("Guest"), request(Scope.SCOPE_READ).build())
        .refused(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
  }

  private ScriptedClient program(Scope... scopes) {
    return program(create(ana, request(scopes).build()).get());
  }

  private ScriptedClient programFor(Duration lifetime) {
    return program(create(ana, withLifetime(lifetime)).get());
  }

  private ScriptedClient program(CreateAccessTokenResponse created) {
    return world.stranger().as(ana.user(), created.getToken());
  }

  private static CreateAccessTokenRequest withLifetime(Duration lifetime) {
    CreateAccessTokenRequest.Builder request = request(Scope.SCOPE_READ);
    request.getLifetimeBuilder().setSeconds(lifetime.getSeconds()).setNanos(lifetime.getNano());
    return request.build();
  }

  private static CreateAccessTokenRequest.Builder request(Scope... scopes) {
    return CreateAccessTokenRequest.newBuilder()
        .setPresent(password(PASSWORD))
        .addAllScopes(List.of(scopes));
  }

  private static Reply<CreateAccessTokenResponse> create(
      ScriptedClient client, CreateAccessTokenRequest request) {
    return client.account(AccountServiceGrpc.getCreateAccessTokenMethod(), request);
  }

  private List<Session> sessions() {
    return ana.account(
            AccountServiceGrpc.getListSessionsMethod(), ListSessionsRequest.getDefaultInstance())
        .get()
        .getSessionsList();
  }
}
