package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.PASSWORD;

import chat.charla.server.oidc.IdTokens;
import chat.charla.server.oidc.Issuer;
import chat.charla.server.tls.Handshake;
import chat.charla.testkit.TestAuthority;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.AddCredentialRequest;
import chat.charla.v1.AddCredentialResponse;
import chat.charla.v1.Credential;
import chat.charla.v1.CredentialInfo;
import chat.charla.v1.ListCredentialsRequest;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.RemoveCredentialRequest;
import chat.charla.v1.RemoveCredentialResponse;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Clients with passwords, certificates and id tokens. A valid id token here is the user's id at the
 * issuer and a number.
 */
final class CredentialFixture {
  static final String ISSUER = "https://login.example";
  static final Credential CERTIFICATE = Credential.newBuilder().setClientCertificate(true).build();

  /** The owner's password. */
  static final Credential OWN = ScriptedClient.password(PASSWORD);

  /** When certificates become valid: before the server starts. */
  static final Instant BEGIN = Instant.parse("2025-12-01T00:00:00Z");

  static final Duration VALIDITY = Duration.ofDays(60);

  private final World world = new World().idTokens(new Tokens());

  World world() {
    return world;
  }

  private static final class Tokens implements IdTokens {
    @Override
    public Optional<Issuer> issuer() {
      return Optional.of(new Issuer(ISSUER, "charla"));
    }

    @Override
    public CompletionStage<Result> check(String token) {
      return CompletableFuture.completedStage(
          token.contains(" ")
              ? new Result.Valid(token.substring(0, token.indexOf(' ')), token)
              : new Result.Invalid());
    }
  }

  /** A builder of a certificate that is valid for {@link #VALIDITY}. */
  static CertificateBuilder valid(String name) {
    return TestAuthority.named(name).notBefore(BEGIN).notAfter(BEGIN.plus(VALIDITY));
  }

  /** A new certificate, signed by its own key. */
  static X509Bundle certificate(String name) {
    return selfSigned(valid(name));
  }

  /** A certificate of an unknown authority for this key. */
  static X509Bundle certified(KeyPair key, CertificateBuilder builder) {
    X509Bundle issued = new TestAuthority("company").issue(builder.publicKey(key.getPublic()));
    return X509Bundle.fromCertificatePath(
        issued.getCertificatePath(), issued.getRootCertificate(), key);
  }

  static X509Bundle selfSigned(CertificateBuilder builder) {
    try {
      return builder.setIsCertificateAuthority(true).buildSelfSigned();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static Credential idToken(String token) {
    return Credential.newBuilder().setOidcIdToken(token).build();
  }

  /** A client that has not joined, on a connection over TLS that shows this certificate, if any. */
  ScriptedClient over(@Nullable X509Bundle certificate) {
    try {
      return world.strangerOver(Handshake.with(certificate));
    } catch (SSLException e) {
      throw new AssertionError(e);
    }
  }

  /** The session of a client, on a connection that shows this certificate. */
  ScriptedClient as(ScriptedClient client, X509Bundle certificate) {
    return over(certificate).as(client.user(), client.token());
  }

  /** Creates an account by a certificate, which must succeed. */
  ScriptedClient registered(String name, X509Bundle certificate) {
    return over(certificate).as(register(over(certificate), name, "").get().getJoined());
  }

  Reply<RegisterResponse> register(ScriptedClient client, String name, String requestId) {
    return client.account(
        AccountServiceGrpc.getRegisterMethod(),
        RegisterRequest.newBuilder()
            .setName(name)
            .setCredential(CERTIFICATE)
            .setRequestId(requestId)
            .build());
  }

  /** Logs in by a certificate. */
  Reply<LogInResponse> logIn(X509Bundle certificate) {
    return logIn(over(certificate), CERTIFICATE);
  }

  Reply<LogInResponse> logIn(ScriptedClient client, Credential credential) {
    return client.account(
        AccountServiceGrpc.getLogInMethod(),
        LogInRequest.newBuilder().setCredential(credential).build());
  }

  Reply<AddCredentialResponse> add(ScriptedClient client, Credential present, Credential added) {
    return client.account(
        AccountServiceGrpc.getAddCredentialMethod(),
        AddCredentialRequest.newBuilder().setPresent(present).setAdded(added).build());
  }

  Reply<RemoveCredentialResponse> remove(ScriptedClient client, Credential present, String id) {
    return client.account(
        AccountServiceGrpc.getRemoveCredentialMethod(),
        RemoveCredentialRequest.newBuilder().setPresent(present).setCredentialId(id).build());
  }

  /** The ids of the client's credentials. */
  List<String> ids(ScriptedClient client) {
    return client
        .account(
            AccountServiceGrpc.getListCredentialsMethod(),
            ListCredentialsRequest.getDefaultInstance())
        .get()
        .getCredentialsList()
        .stream()
        .map(CredentialInfo::getId)
        .toList();
  }
}
