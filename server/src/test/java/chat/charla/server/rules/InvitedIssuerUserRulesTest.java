package chat.charla.server.rules;

import static chat.charla.server.rules.CredentialFixture.idToken;
import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.account.AccountSettings;
import chat.charla.server.account.RegistrationPolicy;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.GetLoginOptionsRequest;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.RegisterResponse;
import io.netty.pkitesting.X509Bundle;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Users of an issuer, and owners of certificates, need an invitation to register as well. */
class InvitedIssuerUserRulesTest {
  private static final String ID = "3f0c2a52-3f65-4f6e-8f0e-7b1f6b9d1c01";

  private final CredentialFixture accounts = new CredentialFixture();
  private final World world =
      accounts.world().accounts(new AccountSettings(RegistrationPolicy.INVITE, true, 0));
  private final InvitedPeople people = new InvitedPeople(world);

  @Test
  void aUserOfTheIssuerRegistersWithACode() {
    String code = people.code();
    world
        .stranger()
        .account(
            AccountServiceGrpc.getGetLoginOptionsMethod(),
            GetLoginOptionsRequest.getDefaultInstance())
        .get()
        .getIssuersList()
        .forEach(issuer -> assertEquals(CredentialFixture.ISSUER, issuer.getIssuer()));
    register(world.stranger(), "Ana", "a7 1", "")
        .refused(ErrorReason.ERROR_REASON_INVITATION_INVALID);
    register(world.stranger(), "Ana", "a7 1", code + "x")
        .refused(ErrorReason.ERROR_REASON_INVITATION_INVALID);

    // A refused registration uses neither the id token nor the code.
    RegisterResponse ana = register(world.stranger(), "Ana", "a7 1", code).get();

    assertEquals(List.of("1 of 1"), people.uses());
    assertEquals(
        ana.getJoined(), register(world.stranger(), "Ana", "a7 1", code).get().getJoined());
    assertEquals(List.of("1 of 1"), people.uses());
    assertEquals(ana.getJoined().getSelf(), logIn("a7 2").get().getJoined().getSelf());
    people
        .register(world.stranger(), people.request("Berta", code).setCredential(idToken("b8 1")))
        .refused(ErrorReason.ERROR_REASON_INVITATION_INVALID);
    logIn("b8 1").refused(ErrorReason.ERROR_REASON_NOT_REGISTERED);
    world.restart();
    assertEquals(ana.getJoined().getSelf(), logIn("a7 3").get().getJoined().getSelf());
    assertEquals(List.of("1 of 1"), people.uses());
  }

  @Test
  void aRefusedNameUsesNeitherTheIdTokenNorTheCode() {
    String code = people.code();
    world.join("Taken");
    register(world.stranger(), "Taken", "a7 1", code).refused(ErrorReason.ERROR_REASON_NAME_TAKEN);

    register(world.stranger(), "Ana", "a7 1", code).get();

    assertEquals(List.of("1 of 1"), people.uses());
  }

  @Test
  void aGuestBecomesTheAccountOfAUserWithACode() {
    ScriptedClient guest = world.join("Ana");
    register(guest, "", "a7 1", "").refused(ErrorReason.ERROR_REASON_INVITATION_INVALID);

    RegisterResponse ana = register(guest, "", "a7 1", people.code()).get();

    assertEquals(guest.id(), ana.getJoined().getSelf().getId());
    assertEquals(guest.id(), logIn("a7 2").get().getJoined().getSelf().getId());
    assertEquals(List.of("1 of 1"), people.uses());
  }

  @Test
  void theOwnerOfACertificateRegistersWithACode() {
    String code = people.code();
    X509Bundle laptop = CredentialFixture.certificate("ana");
    accounts
        .register(accounts.over(laptop), "Ana", "")
        .refused(ErrorReason.ERROR_REASON_INVITATION_INVALID);

    RegisterResponse ana =
        people
            .register(
                accounts.over(laptop),
                people.request("Ana", code).setCredential(CredentialFixture.CERTIFICATE))
            .get();

    assertEquals(ana.getJoined().getSelf(), accounts.logIn(laptop).get().getJoined().getSelf());
    assertEquals(List.of("1 of 1"), people.uses());
  }

  private Reply<RegisterResponse> register(
      ScriptedClient client, String name, String token, String code) {
    return people.register(
        client, people.request(name, code).setCredential(idToken(token)).setRequestId(ID));
  }

  private Reply<LogInResponse> logIn(String token) {
    return world
        .stranger()
        .account(
            AccountServiceGrpc.getLogInMethod(),
            LogInRequest.newBuilder().setCredential(idToken(token)).build());
  }
}
