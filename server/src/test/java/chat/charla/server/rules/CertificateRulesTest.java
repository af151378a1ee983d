package chat.charla.server.rules;

import static chat.charla.server.rules.CredentialFixture.BEGIN;
import static chat.charla.server.rules.CredentialFixture.CERTIFICATE;
import static chat.charla.server.rules.CredentialFixture.VALIDITY;
import static chat.charla.server.rules.CredentialFixture.certificate;
import static chat.charla.server.rules.CredentialFixture.certified;
import static chat.charla.server.rules.CredentialFixture.selfSigned;
import static chat.charla.server.rules.CredentialFixture.valid;
import static chat.charla.server.rules.ScriptedClient.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.server.account.AccountSettings;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.Credential;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.GetLoginOptionsRequest;
import chat.charla.v1.RegisterResponse;
import io.netty.pkitesting.X509Bundle;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Accounts whose credential is the certificate of the connection. */
class CertificateRulesTest {
  private static final String ID = "3f0c2a52-3f65-4f6e-8f0e-7b1f6b9d1c02";

  private final CredentialFixture accounts = new CredentialFixture();
  private final World world = accounts.world();
  private final X509Bundle laptop = certificate("ana");

  @Test
  void theOwnerOfAKeyRegistersOnceAndThenLogsIn() {
    accounts.logIn(laptop).refused(ErrorReason.ERROR_REASON_NOT_REGISTERED);
    ScriptedClient ana = accounts.registered("Ana", laptop);

    assertEquals(ana.user(), accounts.logIn(laptop).get().getJoined().getSelf());
    world.restart();
    assertEquals(ana.user(), accounts.logIn(laptop).get().getJoined().getSelf());
    accounts
        .register(accounts.over(laptop), "Anita", "")
        .refused(ErrorReason.ERROR_REASON_ALREADY_REGISTERED);
    world.stranger().logIn("Ana").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
  }

  @Test
  void theKeyAndNotTheNameIdentifiesTheAccount() {
    ScriptedClient ana = accounts.registered("Ana", laptop);

    X509Bundle sameName = certificate("ana");
    X509Bundle sameKey = certified(laptop.getKeyPair(), valid("another name"));

    accounts.logIn(sameName).refused(ErrorReason.ERROR_REASON_NOT_REGISTERED);
    assertEquals(ana.user(), accounts.logIn(sameKey).get().getJoined().getSelf());
  }

  @Test
  void withoutACertificateTheCredentialIsRefused() {
    accounts.registered("Ana", laptop);
    ScriptedClient without = accounts.over(null);
    ScriptedClient plaintext = world.stranger();

    CallFailure refusal =
        accounts.logIn(without, CERTIFICATE).refused(ErrorReason.ERROR_REASON_CERTIFICATE_MISSING);

    assertEquals("none", refusal.metadata().get("cause"));
    accounts.logIn(plaintext, CERTIFICATE).refused(ErrorReason.ERROR_REASON_CERTIFICATE_MISSING);
    accounts.register(without, "Berta", "").refused(ErrorReason.ERROR_REASON_CERTIFICATE_MISSING);
    assertTrue(isAccepted(without));
    assertFalse(isAccepted(plaintext));
  }

  @Test
  void aCredentialThatDeniesTheCertificateIsInvalid() {
    accounts.registered("Ana", laptop);

    accounts
        .logIn(accounts.over(laptop), Credential.newBuilder().setClientCertificate(false).build())
        .refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
  }

  @Test
  void aCertificateCountsWhileItIsValid() {
    ScriptedClient ana = accounts.registered("Ana", laptop);
    X509Bundle early =
        selfSigned(valid("early").notBefore(BEGIN.plus(VALIDITY.minus(Duration.ofDays(1)))));
    accounts.logIn(early).refused(ErrorReason.ERROR_REASON_CERTIFICATE_MISSING);

    // An account that is used later than a day after its registration does not expire.
    world.pass(Duration.ofHours(25));
    ana.whoAmI().get();
    world.pass(VALIDITY);

    CallFailure refusal =
        accounts.logIn(laptop).refused(ErrorReason.ERROR_REASON_CERTIFICATE_MISSING);
    assertEquals("validity", refusal.metadata().get("cause"));
    X509Bundle renewed =
        certified(
            laptop.getKeyPair(), valid("renewed").notAfter(BEGIN.plus(VALIDITY.multipliedBy(3))));
    assertEquals(ana.user(), accounts.logIn(renewed).get().getJoined().getSelf());
  }

  @Test
  void ifRegistrationIsClosedACertificateDoesNotRegister() {
    world.accounts(new AccountSettings(false, true));

    accounts
        .register(accounts.over(laptop), "Ana", "")
        .refused(ErrorReason.ERROR_REASON_REGISTRATION_CLOSED);
  }

  @Test
  void aGuestBecomesAnAccountByItsCertificate() {
    ScriptedClient guest = accounts.over(laptop);
    guest.join("Ana");

    accounts.register(guest, "", "").get();

    assertEquals(guest.id(), accounts.logIn(laptop).get().getJoined().getSelf().getId());
  }

  @Test
  void aRepeatedRegisterIsAnsweredLikeTheFirst() {
    RegisterResponse first = accounts.register(accounts.over(laptop), "Ana", ID).get();

    assertEquals(
        first.getJoined().getSessionToken(),
        accounts.register(accounts.over(laptop), "Ana", ID).get().getJoined().getSessionToken());
  }

  @Test
  void aKeyThatRegistersTwiceGetsOneAccount() {
    Reply<RegisterResponse> first = accounts.register(accounts.over(laptop), "Ana", "");
    Reply<RegisterResponse> second = accounts.register(accounts.over(laptop), "Anita", "");

    first.get();
    second.refused(ErrorReason.ERROR_REASON_ALREADY_REGISTERED);
  }

  @Test
  void aCertificateChangesThePassword() {
    ScriptedClient ana = accounts.registered("Ana", laptop);

    ana.account(
            AccountServiceGrpc.getChangePasswordMethod(),
            ChangePasswordRequest.newBuilder()
                .setPresent(CERTIFICATE)
                .setNewPassword(PASSWORD)
                .build())
        .get();

    assertEquals(ana.user(), world.stranger().loggedIn("Ana").user());
  }

  @Test
  void aDeletedAccountFreesItsCertificate() {
    ScriptedClient ana = accounts.registered("Ana", laptop);

    ana.account(
            AccountServiceGrpc.getDeleteAccountMethod(),
            DeleteAccountRequest.newBuilder().setPresent(CERTIFICATE).build())
        .get();

    accounts.logIn(laptop).refused(ErrorReason.ERROR_REASON_NOT_REGISTERED);
    accounts.registered("Berta", laptop);
  }

  private static boolean isAccepted(ScriptedClient client) {
    return client
        .account(
            AccountServiceGrpc.getGetLoginOptionsMethod(),
            GetLoginOptionsRequest.getDefaultInstance())
        .get()
        .getCertificate();
  }
}
