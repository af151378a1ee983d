package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.client.CallFailure;
import chat.charla.server.account.AccountSettings;
import chat.charla.server.account.RegistrationPolicy;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.CreateInvitationRequest;
import chat.charla.v1.CreateInvitationResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ListSessionsRequest;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.RevokeInvitationRequest;
import chat.charla.v1.RevokeInvitationResponse;
import chat.charla.v1.RevokeSessionRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Which rates the calls about accounts count for. */
class AccountRateRulesTest {
  private static final String ADDRESS = "192.0.2.7";
  private static final int FAILURES = 5;
  private static final int COMMANDS = 20;

  private final World world =
      new World()
          .rates(
              new RateSettings(
                  Map.of(
                      Quota.COMMANDS, new Rate(COMMANDS, Duration.ofMinutes(10)),
                      Quota.SESSIONS, new Rate(4, Duration.ofMinutes(10)),
                      Quota.INVITATIONS, new Rate(4, Duration.ofMinutes(10))),
                  Map.of(Quota.FAILURES, new Rate(FAILURES, Duration.ofMinutes(10))),
                  0,
                  Duration.ZERO));

  @Test
  void aLogInOnAnUnprotectedConnectionCountsForItsAddress() {
    countsForTheAddress(
        world.strangerFrom(ADDRESS),
        client -> client.logIn("Ana"),
        ErrorReason.ERROR_REASON_TRANSPORT_INSECURE);
  }

  @Test
  void aRegistrationOnAnUnprotectedConnectionCountsForItsAddress() {
    countsForTheAddress(
        world.strangerFrom(ADDRESS),
        client -> client.register("Ana"),
        ErrorReason.ERROR_REASON_TRANSPORT_INSECURE);
  }

  @Test
  void aRegistrationThatIsClosedCountsForItsAddress() {
    world.accounts(new AccountSettings(false, true));
    countsForTheAddress(
        world.protectedStrangerFrom(ADDRESS),
        client -> client.register("Ana"),
        ErrorReason.ERROR_REASON_REGISTRATION_CLOSED);
  }

  @Test
  void anInvalidLogInCountsForItsAddress() {
    countsForTheAddress(
        world.protectedStrangerFrom(ADDRESS),
        client ->
            client.account(AccountServiceGrpc.getLogInMethod(), LogInRequest.getDefaultInstance()),
        ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
  }

  private static void countsForTheAddress(
      ScriptedClient client, Function<ScriptedClient, Reply<?>> call, ErrorReason reason) {
    for (int i = 0; i < FAILURES; i++) {
      call.apply(client).refused(reason);
    }

    CallFailure tooMany = call.apply(client).refused(ErrorReason.ERROR_REASON_RATE_LIMITED);

    assertEquals(Map.of("limit", "failures", "scope", "address"), tooMany.metadata());
  }

  @Test
  void callsOfStolenSessionsDoNotKeepTheOwnerFromRevokingThem() {
    ScriptedClient owner = world.stranger().registered("Ana");
    ScriptedClient thief = world.stranger().loggedIn("Ana");
    ScriptedClient accomplice = world.stranger().loggedIn("Ana");
    for (int i = 0; i < COMMANDS; i++) {
      thief.whoAmI().get();
      accomplice.whoAmI().get();
    }
    for (ScriptedClient each : new ScriptedClient[] {thief, accomplice}) {
      for (int i = 0; i < 4; i++) {
        sessions(each).get();
      }
      sessions(each).refused(ErrorReason.ERROR_REASON_RATE_LIMITED);
    }
    assertEquals(
        "account",
        owner.whoAmI().refused(ErrorReason.ERROR_REASON_RATE_LIMITED).metadata().get("scope"));

    sessions(owner).get();
    owner
        .account(
            AccountServiceGrpc.getRevokeSessionMethod(),
            RevokeSessionRequest.newBuilder().setAllOthers(true).build())
        .get();

    thief.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
    accomplice.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
  }

  /** Otherwise an account could make the server write as often as it has sessions. */
  @Test
  void allSessionsOfAnAccountTogetherInviteTwiceAsOftenAsOne() {
    world.accounts(new AccountSettings(RegistrationPolicy.INVITE, true, 50));
    InvitedPeople people = new InvitedPeople(world);
    ScriptedClient ana = people.registered("Ana", people.code());
    List<ScriptedClient> sessions =
        List.of(ana, world.stranger().loggedIn("Ana"), world.stranger().loggedIn("Ana"));
    for (ScriptedClient each : sessions.subList(0, 2)) {
      for (int i = 0; i < 2; i++) {
        revoke(each, invite(each).get().getInvitation().getId()).get();
      }
      assertEquals(Map.of("limit", "invitations", "scope", "session"), excess(invite(each)));
    }

    Map<String, String> ofAll = Map.of("limit", "invitations", "scope", "account");
    assertEquals(ofAll, excess(invite(sessions.get(2))));
    assertEquals(ofAll, excess(revoke(sessions.get(2), "any")));
    sessions(sessions.get(2)).get();
  }

  private static Map<String, String> excess(Reply<?> reply) {
    return reply.refused(ErrorReason.ERROR_REASON_RATE_LIMITED).metadata();
  }

  private static Reply<CreateInvitationResponse> invite(ScriptedClient member) {
    return member.account(
        AccountServiceGrpc.getCreateInvitationMethod(),
        CreateInvitationRequest.getDefaultInstance());
  }

  private static Reply<RevokeInvitationResponse> revoke(ScriptedClient member, String id) {
    return member.account(
        AccountServiceGrpc.getRevokeInvitationMethod(),
        RevokeInvitationRequest.newBuilder().setInvitationId(id).build());
  }

  private static Reply<?> sessions(ScriptedClient client) {
    return client.account(
        AccountServiceGrpc.getListSessionsMethod(), ListSessionsRequest.getDefaultInstance());
  }
}
