package chat.charla.server.fault;

import chat.charla.server.oidc.TestIssuer;
import chat.charla.server.process.Clients;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.Credential;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.RegisterRequest;
import com.nimbusds.jwt.JWTClaimsSet;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/**
 * A user of an issuer registers and logs in with id tokens, right and wrong ones. The server must
 * not keep the signature of a token that it has checked, and it must never keep the user's e-mail
 * address.
 */
final class SecretIdTokens {
  private static final int PIECE = 24;

  private final Secrets secrets;
  private final Leaks leaks;
  private final TestIssuer issuer;
  private final AccountServiceBlockingStub calls;
  private final String email;
  private final String password;
  private final List<String> signatures = new ArrayList<>();

  SecretIdTokens(Secrets secrets, Leaks leaks, Clients clients, TestIssuer issuer) {
    this.secrets = secrets;
    this.leaks = leaks;
    this.issuer = issuer;
    calls = AccountServiceGrpc.newBlockingStub(clients.connect().channel());
    email = secrets.create("an e-mail address in an id token");
    password = secrets.create("the password of a user of an issuer");
  }

  /**
   * Sends id tokens. Returns the secrets that the server's heap must not contain afterwards.
   *
   * @param invitationCode the code with which the user registers
   */
  List<String> use(String invitationCode) throws IOException {
    String first = idToken(issuer, issuer.claims("a7", Instant.now()));
    leaks.searchRefusalOf(() -> calls.logIn(logIn(first)));
    RegisterRequest register =
        RegisterRequest.newBuilder()
            .setName("Nadia")
            .setCredential(credential(first))
            .setInvitationCode(invitationCode)
            .build();
    leaks.searchRefusalOf(() -> calls.register(register.toBuilder().setName("!").build()));
    String session =
        secrets.add("token of Nadia", calls.register(register).getJoined().getSessionToken());
    leaks.searchRefusalOf(() -> calls.register(register));
    String second = idToken(issuer, issuer.claims("a7", Instant.now()));
    secrets.add("second token of Nadia", calls.logIn(logIn(second)).getJoined().getSessionToken());
    leaks.searchRefusalOf(() -> calls.logIn(logIn(second)));
    sendWrongTokens();
    misuseIdTokens(session, second);
    List<String> gone = new ArrayList<>(signatures);
    gone.addAll(List.of(email, password));
    return gone;
  }

  private void sendWrongTokens() throws IOException {
    Instant now = Instant.now();
    Instant before = now.minus(Duration.ofHours(2));
    List<String> wrong = new ArrayList<>();
    wrong.add(idToken(issuer, issuer.claims("a7", before).expirationTime(Date.from(before))));
    wrong.add(idToken(issuer, issuer.claims("a7", now).audience("another client")));
    wrong.add(idToken(issuer, issuer.claims("a7", now)) + "x");
    wrong.add("." + idToken(issuer, issuer.claims("a7", now)));
    try (TestIssuer another = new TestIssuer()) {
      wrong.add(idToken(another, issuer.claims("a7", now)));
      wrong.add(idToken(another, another.claims("a7", now)));
    }
    for (String token : wrong) {
      leaks.searchRefusalOf(() -> calls.logIn(logIn(token)));
      leaks.searchRefusalOf(
          () ->
              calls.register(
                  RegisterRequest.newBuilder()
                      .setName("Other")
                      .setCredential(credential(token))
                      .build()));
      leaks.searchRefusalOf(
          () -> calls.logIn(LogInRequest.newBuilder(logIn(token)).setName(token).build()));
    }
  }

  /**
   * Tries to set a first password with an id token, and to delete the account with a used one. The
   * server must refuse both.
   */
  private void misuseIdTokens(String session, String used) {
    AccountServiceBlockingStub nadia =
        calls.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(authorization(session)));
    ChangePasswordRequest change =
        ChangePasswordRequest.newBuilder()
            .setPresent(credential(idToken(issuer, issuer.claims("a7", Instant.now()))))
            .setNewPassword(password)
            .build();
    leaks.searchRefusalOf(() -> nadia.changePassword(change));
    leaks.searchRefusalOf(
        () ->
            nadia.deleteAccount(
                DeleteAccountRequest.newBuilder().setPresent(credential(used)).build()));
  }

  private static Metadata authorization(String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return headers;
  }

  /** A token with these claims and an e-mail address. Records its signature as a secret. */
  private String idToken(TestIssuer by, JWTClaimsSet.Builder claims) {
    String token = by.token(claims.claim("email", email + "@example.org").build());
    String signature = token.substring(token.lastIndexOf('.') + 1).substring(0, PIECE);
    signatures.add(secrets.add("an id token", signature));
    return token;
  }

  private static LogInRequest logIn(String token) {
    return LogInRequest.newBuilder().setCredential(credential(token)).build();
  }

  private static Credential credential(String token) {
    return Credential.newBuilder().setOidcIdToken(token).build();
  }
}
