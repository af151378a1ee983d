package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.PASSWORD;
import static chat.charla.server.rules.ScriptedClient.asking;
import static chat.charla.server.rules.ScriptedClient.lobby;
import static chat.charla.server.rules.ScriptedClient.password;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.server.account.AccountSettings;
import chat.charla.server.password.FakeHasher;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.Credential;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.GetLoginOptionsRequest;
import chat.charla.v1.GetLoginOptionsResponse;
import chat.charla.v1.Presence;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.UserKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An account lasts, and owns its name. A guest can become one, and keeps everything. */
class AccountRulesTest {
  private static final String ID = "3f0c2a52-3f65-4f6e-8f0e-7b1f6b9d1c01";

  /** If an account is used this long after its registration, it is no longer provisional. */
  private static final Duration LATER = Duration.ofHours(25);

  private final World world = new World();
  private final ScriptedClient ana = world.stranger().registered("Ana");

  @Test
  void anAccountIsPresentLikeAGuest() {
    ScriptedClient berta = world.join("Berta");
    ScriptedStream watching = berta.online();

    ana.online().cut();
    world.pass(World.LEASE.plusSeconds(1));

    assertEquals(
        List.of("USER_JOINED Ana", "USER_RECONNECTING Ana", "USER_LEFT Ana"),
        watching.describeEphemeral("lobby"));
  }

  @Test
  void everyUserSeesWhetherAnIdentityIsAnAccount() {
    ScriptedClient berta = world.join("Berta");

    assertEquals(UserKind.USER_KIND_ACCOUNT, ana.user().getKind());
    assertEquals(UserKind.USER_KIND_GUEST, berta.user().getKind());
    ScriptedStream stream = berta.online();
    ana.say("hello");
    world.moment();
    assertEquals(UserKind.USER_KIND_ACCOUNT, stream.durable("lobby").get(0).getActor().getKind());
  }

  @Test
  void anAccountKeepsItsNameWithoutAStream() {
    world.pass(LATER);
    ana.online().cut();
    world.pass(World.LIFETIME.multipliedBy(3));

    CallFailure taken = world.stranger().nameTaken("ANA");
    assertNull(taken.retryDelay(), "waiting does not help");
    assertEquals(
        "Ana", world.stranger().as(logIn().getJoined()).whoAmI().get().getSelf().getName());
  }

  /** Also while the owner is offline, and after a restart. */
  @Test
  void aNameConfusableWithThatOfAnAccountIsTaken() {
    world.stranger().registered("alice");
    world.pass(World.LEASE.multipliedBy(2));

    CallFailure confusable = world.stranger().nameTaken("AIice");
    assertEquals("alice", confusable.metadata().get("confusable_name"));
    assertNull(confusable.retryDelay(), "waiting does not help");

    world.restart();
    assertEquals("alice", world.stranger().nameTaken("AIice").metadata().get("confusable_name"));
  }

  @Test
  void anAccountKeepsItsNameAfterARestart() {
    ana.online().cut();
    world.pass(World.LEASE.plusSeconds(1));

    world.restart();

    world.stranger().nameTaken("Ana");
    assertEquals(ana.user(), ana.whoAmI().get().getSelf());
  }

  @Test
  void aGuestThatBecomesAnAccountKeepsEverything() {
    ScriptedClient berta = world.join("Berta");
    ScriptedStream stream = berta.online();
    stream.entered("kitchen");
    berta.call(lobby("m1", "as a guest")).get();
    ana.call(PrivateMessages.toId("m2", berta, "a note")).get();

    RegisterResponse registered = berta.register("").get();

    assertEquals(berta.token(), registered.getJoined().getSessionToken());
    assertEquals(
        berta.user().toBuilder().setKind(UserKind.USER_KIND_ACCOUNT).build(),
        registered.getJoined().getSelf());
    assertTrue(stream.isLive());
    assertEquals(List.of("kitchen", "lobby"), berta.whoAmI().get().getRoomsList());
    assertEquals(List.of("a note"), berta.history(""));
    world.pass(LATER);
    assertTrue(berta.call(lobby("m1", "as a guest")).get().getDuplicate());
    world.pass(World.LIFETIME.multipliedBy(2));
    world.stranger().nameTaken("Berta");
  }

  @Test
  void aGuestMayGetAnotherNameWhenItRegisters() {
    ScriptedClient berta = world.join("Berta");
    ScriptedStream watching = world.join("Carla").online();
    berta.online();
    watching.forget();

    berta.register("Bertha").get();

    assertEquals(List.of("USER_RENAMED Bertha"), watching.describeEphemeral("lobby"));
    world.join("Berta");
  }

  @Test
  void anAccountCannotRegisterAgain() {
    ana.register("Anita").refused(ErrorReason.ERROR_REASON_ALREADY_REGISTERED);
  }

  @Test
  void ofTwoCallsThatRegisterAGuestOneSucceeds() {
    ScriptedClient berta = world.join("Berta");

    Reply<RegisterResponse> first = berta.register("");
    Reply<RegisterResponse> second = berta.register("");

    first.get();
    second.refused(ErrorReason.ERROR_REASON_ALREADY_REGISTERED);
  }

  @Test
  void aRegistrationThatIsRefusedDoesNotChangeTheName() {
    ScriptedClient berta = world.join("Berta");

    Reply<RegisterResponse> first = berta.register("");
    Reply<RegisterResponse> second = berta.register("Bob");

    first.get();
    second.refused(ErrorReason.ERROR_REASON_ALREADY_REGISTERED);
    assertEquals("Berta", berta.whoAmI().get().getSelf().getName());
    world.join("Bob");
  }

  /** The client has given up the first attempt while the password was hashed. */
  @Test
  void aRegistrationOfAGuestThatIsRepeatedAtOnceIsAnsweredLikeTheFirst() {
    ScriptedClient berta = world.join("Berta");
    RegisterRequest request = request("Berta").setRequestId(ID).build();

    Reply<RegisterResponse> first = berta.account(AccountServiceGrpc.getRegisterMethod(), request);
    Reply<RegisterResponse> second = berta.account(AccountServiceGrpc.getRegisterMethod(), request);

    assertEquals(first.get(), second.get());
  }

  /** Hashing takes a tenth of a second of the world's time, and the refusals take none of it. */
  @Test
  void theNameIsCheckedBeforeThePasswordIsHashed() {
    ScriptedClient berta = world.join("Berta");

    for (String name : List.of("", "admin", "Ana", "x\u0301".repeat(60_000))) {
      Reply<RegisterResponse> created =
          world.stranger().account(AccountServiceGrpc.getRegisterMethod(), request(name).build());
      Reply<RegisterResponse> promoted =
          berta.account(
              AccountServiceGrpc.getRegisterMethod(),
              request(name.isEmpty() ? "admin" : name).build());
      world.pass(FakeHasher.TIME.dividedBy(2));

      assertTrue(created.isAnswered(), name);
      assertTrue(promoted.isAnswered(), name);
    }
  }

  @Test
  void aRepeatedRegistrationReturnsTheSameSession() {
    RegisterRequest request = request("Berta").setRequestId(ID).build();
    ScriptedClient berta = world.stranger();

    RegisterResponse first = berta.account(AccountServiceGrpc.getRegisterMethod(), request).get();
    world.restart();
    RegisterResponse again =
        berta
            .account(
                AccountServiceGrpc.getRegisterMethod(),
                request.toBuilder().setCredential(password("another password")).build())
            .get();

    assertEquals(first.getJoined().getSessionToken(), again.getJoined().getSessionToken());
    assertEquals(first.getJoined().getSelf(), again.getJoined().getSelf());
    berta
        .account(
            AccountServiceGrpc.getRegisterMethod(), request.toBuilder().setName("Carla").build())
        .refused(ErrorReason.ERROR_REASON_REQUEST_ID_REUSED);
  }

  @Test
  void aRepeatedRegistrationOfAGuestIsAnsweredLikeTheFirst() {
    ScriptedClient berta = world.join("Berta");
    RegisterRequest request = request("Berta").setRequestId(ID).build();
    berta.account(AccountServiceGrpc.getRegisterMethod(), request).get();

    world.restart();
    RegisterResponse again = berta.account(AccountServiceGrpc.getRegisterMethod(), request).get();

    assertEquals(berta.token(), again.getJoined().getSessionToken());
  }

  /** The request ids of Join and those of Register are independent of each other. */
  @Test
  void aRequestIdOfJoinMayBeUsedToRegister() {
    ScriptedClient guest = world.stranger();
    guest.call(asking("Guest").toBuilder().setRequestId(ID).build()).get();

    RegisterResponse registered =
        world
            .stranger()
            .account(
                AccountServiceGrpc.getRegisterMethod(), request("Berta").setRequestId(ID).build())
            .get();

    assertEquals("Berta", registered.getJoined().getSelf().getName());
  }

  @Test
  void anInvalidRequestIsRefused() {
    ScriptedClient berta = world.stranger();
    refused(
        berta,
        RegisterRequest.newBuilder().setName("Berta"),
        ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    refused(
        berta,
        request("Berta").setSessionLabel("x".repeat(65)),
        ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    refused(
        berta,
        request("Berta").setRequestId("no UUID"),
        ErrorReason.ERROR_REASON_REQUEST_ID_INVALID);
    refused(
        berta,
        request("Berta").setCredential(password("short")),
        ErrorReason.ERROR_REASON_PASSWORD_INVALID);
    refused(berta, request("no spaces"), ErrorReason.ERROR_REASON_NAME_INVALID);
    refused(berta, request("Ana"), ErrorReason.ERROR_REASON_NAME_TAKEN);
    assertEquals(
        "",
        berta
            .account(AccountServiceGrpc.getRegisterMethod(), request("Berta").build())
            .get()
            .getSession()
            .getLabel());
  }

  @Test
  void registrationMayBeClosedAndGuestsMayBeOff() {
    World closed = new World().accounts(new AccountSettings(false, true));
    closed.stranger().register("Ana").refused(ErrorReason.ERROR_REASON_REGISTRATION_CLOSED);
    closed.join("Ana");

    World members = new World().accounts(new AccountSettings(true, false));
    members.stranger().call(asking("Ana")).refused(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
    ScriptedClient account = members.stranger().registered("Ana");
    account.join("Anita");

    assertEquals(
        options(closed.stranger()),
        GetLoginOptionsResponse.newBuilder().setGuests(true).setSecure(true).build());
    assertEquals(
        options(members.stranger()),
        GetLoginOptionsResponse.newBuilder().setRegistration(true).setSecure(true).build());
  }

  /** The address is not that of the server's machine, and there is no TLS. */
  @Test
  void credentialsAreRefusedOnAnUnprotectedConnection() {
    ScriptedClient remote = world.strangerFrom("192.0.2.7");

    remote.register("Berta").refused(ErrorReason.ERROR_REASON_TRANSPORT_INSECURE);
    remote.logIn("Ana").refused(ErrorReason.ERROR_REASON_TRANSPORT_INSECURE);
    assertFalse(options(remote).getSecure());
    remote.join("Carla");
  }

  @Test
  void anAccountNeverExpires() {
    world.pass(LATER);
    ana.whoAmI().get();
    world.pass(World.LIFETIME.multipliedBy(3));
    world.restart();

    assertEquals(ana.id(), logIn().getJoined().getSelf().getId());
  }

  /** The disk is so slow that the guest's lease runs out while the account is being stored. */
  @Test
  void aGuestWhoseRegistrationIsRefusedStaysAGuestAlsoIfTheDiskFailsThen() {
    ScriptedClient guest = world.join("Berta");
    world.faults().maxDelay(World.LEASE.multipliedBy(4));
    Reply<RegisterResponse> registration = guest.register("");
    world.pass(World.LEASE.plusSeconds(2));
    world.stranger().call(asking("Berta"));
    while (!registration.isAnswered()) {
      world.moment();
    }
    world.breakDisk(false);
    registration.refused(ErrorReason.ERROR_REASON_NAME_TAKEN);
    world.pass(World.LEASE.multipliedBy(8));

    world.faults().maxDelay(Duration.ofMillis(1));
    world.repairDiskAndWait();
    world.pass(World.LEASE.multipliedBy(8));
    world.restart();

    assertEquals(UserKind.USER_KIND_GUEST, guest.whoAmI().get().getSelf().getKind());
  }

  /** Another guest gets the name while the account is being stored. */
  @Test
  void aRegistrationThatIsRefusedLateMayBeRepeatedAtOnce() {
    ScriptedClient guest = world.join("Berta");
    RegisterRequest request = request("").setRequestId(ID).build();
    world.faults().maxDelay(World.LEASE.multipliedBy(4));
    Reply<RegisterResponse> registration =
        guest.account(AccountServiceGrpc.getRegisterMethod(), request);
    world.pass(World.LEASE.plusSeconds(2));
    world.stranger().call(asking("Berta"));
    while (!registration.isAnswered()) {
      world.moment();
    }
    registration.refused(ErrorReason.ERROR_REASON_NAME_TAKEN);

    guest
        .account(AccountServiceGrpc.getRegisterMethod(), request)
        .refused(ErrorReason.ERROR_REASON_NAME_TAKEN);
    Reply<RegisterResponse> again =
        guest.account(
            AccountServiceGrpc.getRegisterMethod(), request.toBuilder().setName("Bertha").build());
    world.pass(World.ARRIVAL);
    world.faults().maxDelay(Duration.ofMillis(1));
    world.pass(World.LEASE.multipliedBy(8));
    RegisterResponse registered = again.get();

    assertEquals("Bertha", registered.getJoined().getSelf().getName());
    assertEquals(UserKind.USER_KIND_ACCOUNT, registered.getJoined().getSelf().getKind());
    world.restart();
    assertEquals(registered.getJoined().getSelf(), guest.whoAmI().get().getSelf());
  }

  /** The record of a guest and that of an account have the same name, after a crash. */
  @Test
  void anAccountWinsOverAGuestWithTheSameName() {
    ScriptedClient guest = world.join("Guest");

    world.restartWithOldNames(java.util.Map.of(guest.id(), "Ana"));

    assertEquals("Ana", ana.whoAmI().get().getSelf().getName());
    assertNotEquals("Ana", guest.whoAmI().get().getSelf().getName());
    assertEquals(Presence.PRESENCE_ONLINE, onlineAna());
  }

  private Presence onlineAna() {
    ana.online();
    return ana.present().getOrDefault("Ana", Presence.PRESENCE_UNSPECIFIED);
  }

  private chat.charla.v1.LogInResponse logIn() {
    return world.stranger().logIn("ana").get();
  }

  private static GetLoginOptionsResponse options(ScriptedClient client) {
    return client
        .account(
            AccountServiceGrpc.getGetLoginOptionsMethod(),
            GetLoginOptionsRequest.getDefaultInstance())
        .get();
  }

  private static RegisterRequest.Builder request(String name) {
    Credential credential = password(PASSWORD);
    return RegisterRequest.newBuilder().setName(name).setCredential(credential);
  }

  private static void refused(
      ScriptedClient client, RegisterRequest.Builder request, ErrorReason reason) {
    client.account(AccountServiceGrpc.getRegisterMethod(), request.build()).refused(reason);
  }
}
