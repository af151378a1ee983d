package chat.charla.server.rules;

import static chat.charla.server.rules.CredentialFixture.CERTIFICATE;
import static chat.charla.server.rules.CredentialFixture.ISSUER;
import static chat.charla.server.rules.CredentialFixture.OWN;
import static chat.charla.server.rules.CredentialFixture.certificate;
import static chat.charla.server.rules.CredentialFixture.idToken;
import static chat.charla.server.rules.ScriptedClient.PASSWORD;
import static chat.charla.server.rules.ScriptedClient.password;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.AddCredentialResponse;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.Credential;
import chat.charla.v1.CredentialInfo;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ListCredentialsRequest;
import chat.charla.v1.OidcUser;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RemoveCredentialResponse;
import chat.charla.v1.Scope;
import io.netty.pkitesting.X509Bundle;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The owner of an account adds credentials to it, and removes them. */
class CredentialRulesTest {
  private final CredentialFixture accounts = new CredentialFixture();
  private final World world = accounts.world();
  private final X509Bundle laptop = certificate("ana");
  private final ScriptedClient ana = world.stranger().registered("Ana");

  @Test
  void anAddedCertificateLogsInAndEndsNoSession() {
    ScriptedClient phone = world.stranger().loggedIn("Ana");

    CredentialInfo added = addCertificate();

    assertEquals(ana.user(), accounts.logIn(laptop).get().getJoined().getSelf());
    assertEquals(List.of("password", added.getId()), accounts.ids(ana));
    assertTrue(added.getClientCertificate().getCurrent());
    assertEquals(64, added.getClientCertificate().getKeyFingerprint().length());
    assertTrue(added.getClientCertificate().getKeyFingerprint().startsWith(added.getId()));
    phone.whoAmI().get();
    assertEquals(added, addCertificate(), "a repetition");
    world.restart();
    assertEquals(ana.user(), accounts.logIn(laptop).get().getJoined().getSelf());
    assertEquals(List.of("password", added.getId()), accounts.ids(ana));
  }

  @Test
  void anAddedUserOfAnIssuerLogsIn() {
    CredentialInfo added = accounts.add(ana, OWN, idToken("a7 1")).get().getCredential();

    assertEquals(
        OidcUser.newBuilder().setIssuer(ISSUER).setSubject("a7").build(), added.getOidcUser());
    assertEquals(
        ana.user(), accounts.logIn(world.stranger(), idToken("a7 2")).get().getJoined().getSelf());
    accounts.add(ana, OWN, idToken("b8")).refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    accounts.add(ana, OWN, idToken("b8 1")).get();
    accounts.add(ana, OWN, idToken("b8 1")).get();
    accounts
        .logIn(world.stranger(), idToken("b8 1"))
        .refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    assertEquals(3, accounts.ids(ana).size());
  }

  @Test
  void aTokenAloneAddsAndRemovesNothing() {
    ScriptedClient thief = accounts.as(ana, laptop);

    accounts
        .add(thief, password("wrong password"), CERTIFICATE)
        .refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    accounts.add(thief, CERTIFICATE, CERTIFICATE).refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    accounts
        .add(thief, Credential.getDefaultInstance(), CERTIFICATE)
        .refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    accounts.remove(thief, CERTIFICATE, "password").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    assertEquals(List.of("password"), accounts.ids(ana));
  }

  @Test
  void aPasswordIsAddedToAnAccountWithoutOne() {
    X509Bundle phone = certificate("berta");
    ScriptedClient berta = accounts.registered("Berta", phone);

    accounts
        .add(berta, CERTIFICATE, password("short"))
        .refused(ErrorReason.ERROR_REASON_PASSWORD_INVALID);
    accounts.add(berta, CERTIFICATE, OWN).get();

    assertEquals(berta.user(), world.stranger().loggedIn("Berta").user());
    accounts
        .add(berta, CERTIFICATE, password("another " + PASSWORD))
        .refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    accounts
        .add(berta, CERTIFICATE, Credential.getDefaultInstance())
        .refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    assertEquals(berta.user(), world.stranger().loggedIn("Berta").user());
  }

  /** Otherwise a user whom the issuer has removed could still log in. */
  @Test
  void anIdTokenAloneAddsNoCertificateOrPassword() {
    ScriptedClient berta =
        accounts
            .over(laptop)
            .as(
                world
                    .stranger()
                    .account(
                        AccountServiceGrpc.getRegisterMethod(),
                        RegisterRequest.newBuilder()
                            .setName("Berta")
                            .setCredential(idToken("b8 1"))
                            .build())
                    .get()
                    .getJoined());

    accounts
        .add(berta, idToken("b8 2"), CERTIFICATE)
        .refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    accounts.add(berta, idToken("b8 2"), OWN).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);

    accounts.add(berta, idToken("b8 2"), idToken("c9 1")).get();
    accounts.add(ana, OWN, idToken("a7 1")).get();
    accounts.add(accounts.as(ana, laptop), idToken("a7 2"), CERTIFICATE).get();
  }

  @Test
  void aCredentialOfAnotherAccountIsNotAdded() {
    accounts.registered("Berta", laptop);

    accounts
        .add(accounts.as(ana, laptop), OWN, CERTIFICATE)
        .refused(ErrorReason.ERROR_REASON_CREDENTIAL_IN_USE);

    assertEquals(List.of("password"), accounts.ids(ana));
  }

  @Test
  void ofTwoAccountsThatAddOneCertificateOneGetsIt() {
    ScriptedClient berta = world.stranger().registered("Berta");

    Reply<AddCredentialResponse> first = accounts.add(accounts.as(ana, laptop), OWN, CERTIFICATE);
    Reply<AddCredentialResponse> second =
        accounts.add(accounts.as(berta, laptop), OWN, CERTIFICATE);

    assertNotEquals(first.succeeds(), second.succeeds());
    assertEquals(3, accounts.ids(ana).size() + accounts.ids(berta).size());
  }

  /** The sessions may have been opened with the removed credential. */
  @Test
  void aRemovedCertificateNoLongerLogsInAndIsFree() {
    String id = addCertificate().getId();
    ScriptedClient stolen = accounts.over(laptop).as(accounts.logIn(laptop).get().getJoined());
    ScriptedClient program = program();

    assertEquals(2, accounts.remove(ana, OWN, id).get().getRevokedCount());

    stolen.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
    program.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
    ana.whoAmI().get();
    accounts.logIn(laptop).refused(ErrorReason.ERROR_REASON_NOT_REGISTERED);
    world.stranger().loggedIn("Ana");
    assertEquals(
        0,
        accounts.remove(ana, OWN, id).get().getRevokedCount(),
        "a repetition ends no session that was opened since");
    world.restart();
    accounts.registered("Berta", laptop);
  }

  @Test
  void theLastCredentialCannotBeRemoved() {
    String id = addCertificate().getId();
    ScriptedClient owner = accounts.as(ana, laptop);

    accounts.remove(owner, OWN, "password").get();
    accounts.remove(owner, CERTIFICATE, id).refused(ErrorReason.ERROR_REASON_LAST_CREDENTIAL);

    assertEquals(List.of(id), accounts.ids(ana));
    world.stranger().logIn("Ana").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    assertEquals(ana.user(), accounts.logIn(laptop).get().getJoined().getSelf());
  }

  /** Otherwise the owner could not log in again over a connection without the certificate. */
  @Test
  void thePasswordStaysIfTheConnectionHasNoCertificate() {
    addCertificate();

    accounts.remove(ana, OWN, "password").refused(ErrorReason.ERROR_REASON_LAST_CREDENTIAL);

    world.stranger().loggedIn("Ana");
  }

  @Test
  void ofTwoCallsThatRemoveAllCredentialsOneIsRefused() {
    String id = addCertificate().getId();
    ScriptedClient other = accounts.over(laptop).as(accounts.logIn(laptop).get().getJoined());

    Reply<RemoveCredentialResponse> first =
        accounts.remove(accounts.as(ana, laptop), CERTIFICATE, "password");
    Reply<RemoveCredentialResponse> second = accounts.remove(other, CERTIFICATE, id);

    assertNotEquals(first.succeeds(), second.succeeds());
  }

  @Test
  void aFailedAdditionIsUnknownAndARepetitionSettlesIt() {
    world.breakDisk(false);
    accounts
        .add(accounts.as(ana, laptop), OWN, CERTIFICATE)
        .refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();
    accounts.logIn(laptop).refused(ErrorReason.ERROR_REASON_NOT_REGISTERED);

    addCertificate();

    assertEquals(ana.user(), accounts.logIn(laptop).get().getJoined().getSelf());
  }

  @Test
  void anAccountHasAtMostEightBesidesItsPassword() {
    for (int user = 0; user < 8; user++) {
      accounts.add(ana, OWN, idToken("u" + user + " 1")).get();
    }

    accounts.add(ana, OWN, idToken("another 1")).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    accounts.add(ana, OWN, idToken("u3 2")).get();

    assertEquals(9, accounts.ids(ana).size());
    accounts.remove(ana, OWN, accounts.ids(ana).get(1)).get();
    accounts.add(ana, OWN, idToken("another 1")).get();
  }

  @Test
  void aGuestHasNoCredentials() {
    world
        .join("Guest")
        .account(
            AccountServiceGrpc.getListCredentialsMethod(),
            ListCredentialsRequest.getDefaultInstance())
        .refused(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
  }

  /** Adds the certificate, which must succeed. */
  private CredentialInfo addCertificate() {
    return accounts.add(accounts.as(ana, laptop), OWN, CERTIFICATE).get().getCredential();
  }

  private ScriptedClient program() {
    String token =
        ana.account(
                AccountServiceGrpc.getCreateAccessTokenMethod(),
                CreateAccessTokenRequest.newBuilder()
                    .setPresent(OWN)
                    .addScopes(Scope.SCOPE_READ)
                    .build())
            .get()
            .getToken();
    return world.stranger().as(ana.user(), token);
  }
}
