package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.QuietLog;
import chat.charla.server.tls.ServerFiles;
import chat.charla.server.tls.TlsSettings;
import chat.charla.testkit.Patience;
import chat.charla.testkit.TestAuthority;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import chat.charla.v1.AddCredentialRequest;
import chat.charla.v1.Credential;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.GetLoginOptionsRequest;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.User;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.stub.MetadataUtils;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Log-ins by the certificates of connections, over real connections. */
class ClientCertificateTest {
  private static final Credential CERTIFICATE =
      Credential.newBuilder().setClientCertificate(true).build();
  private static final Credential PASSWORD =
      Credential.newBuilder().setPassword("correct horse battery").build();

  /** An extension that has no meaning for the server. */
  private static final String EXTENSION = "1.3.6.1.4.1.32473.1";

  @RegisterExtension final QuietLog log = new QuietLog(Level.OFF);

  @TempDir private Path data;
  @TempDir private Path files;

  private final TestAuthority authority = new TestAuthority("authority");
  private final X509Bundle laptop = selfSigned(named("ana"));
  private final List<RawClient> clients = new ArrayList<>();
  @AutoClose private @Nullable RunningServer server;

  @AfterEach
  void disconnect() {
    clients.forEach(RawClient::close);
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3, OPENSSL", "TLSv1.2, OPENSSL", "TLSv1.3, JDK", "TLSv1.2, JDK"})
  void theOwnerOfAKeyRegistersAndLogsIn(String version, SslProvider provider) throws IOException {
    start(settings -> settings.withClientKeys(true));
    SslContext tls = tls(laptop, version, provider);
    assertTrue(
        accounts(client(tls))
            .getLoginOptions(GetLoginOptionsRequest.getDefaultInstance())
            .getCertificate());
    User ana = register(client(tls), CERTIFICATE);

    assertEquals(ana, logIn(client(tls)), "also if the TLS session is resumed");
    assertEquals(ana, logIn(client(laptop)));
    refused(client(selfSigned(named("ana"))))
        .is(Status.Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_NOT_REGISTERED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"ecp384", "rsa2048", "rsa4096"})
  void otherKeysWorkAsWell(Algorithm algorithm) throws IOException {
    start(settings -> settings.withClientKeys(true));
    X509Bundle key = selfSigned(named("ana").algorithm(algorithm));

    User ana = register(client(key), CERTIFICATE);

    assertEquals(ana, logIn(client(key)));
  }

  @Test
  void aCertificateOfAnAuthorityIsAcceptedLikeASelfSignedOne() throws IOException {
    start(settings -> settings.withClientKeys(true));
    X509Bundle issued = new TestAuthority("unknown authority").client("Ana");

    User ana = register(client(issued), CERTIFICATE);

    assertEquals(ana, logIn(client(issued)));
  }

  @Test
  void aCertificateIsAddedToAnAccountWithAPassword() throws IOException {
    start(settings -> settings.withClientKeys(true));
    RawClient connection = client(laptop);
    var registered =
        accounts(connection)
            .register(RegisterRequest.newBuilder().setName("Ana").setCredential(PASSWORD).build())
            .getJoined();

    var added =
        accounts(connection.as(registered))
            .addCredential(
                AddCredentialRequest.newBuilder()
                    .setPresent(PASSWORD)
                    .setAdded(CERTIFICATE)
                    .build())
            .getCredential();

    assertTrue(added.getClientCertificate().getCurrent());
    assertEquals(registered.getSelf(), logIn(client(laptop)));
  }

  @Test
  void aClientWithoutACertificateUsesItsPassword() throws IOException {
    start(settings -> settings.withClientKeys(true));
    RawClient without = client((X509Bundle) null);

    missing(without, "none");
    register(without, PASSWORD);
  }

  @Test
  void anExpiredCertificateIsNoCredentialAndTheConnectionWorks() throws IOException {
    start(settings -> settings.withClientKeys(true));
    Instant now = Instant.now();
    RawClient expired =
        client(
            selfSigned(
                named("ana")
                    .notBefore(now.minus(Duration.ofDays(10)))
                    .notAfter(now.minus(Duration.ofDays(1)))));

    missing(expired, "validity");
    register(expired, PASSWORD);
  }

  @Test
  void theCertificateOfAProxyIsRefusedAsACredential() throws IOException {
    start(settings -> settings.withClientKeys(true));
    RawClient connection = client(laptop);
    register(connection, CERTIFICATE);
    for (String header : List.of("x-forwarded-for", "forwarded", "via")) {
      Metadata headers = new Metadata();
      headers.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), "192.0.2.7");
      AccountServiceBlockingStub proxied =
          accounts(
              ClientInterceptors.intercept(
                  connection.channel(), MetadataUtils.newAttachHeadersInterceptor(headers)));

      assertFalse(
          proxied.getLoginOptions(GetLoginOptionsRequest.getDefaultInstance()).getCertificate());
      LogInRequest request = LogInRequest.newBuilder().setCredential(CERTIFICATE).build();
      StatusRuntimeException failure =
          assertThrows(StatusRuntimeException.class, () -> proxied.logIn(request));
      Refusal.of(failure.getStatus(), failure.getTrailers())
          .is(Status.Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_TRANSPORT_INSECURE);
    }
  }

  @Test
  void aServerThatAcceptsNoCertificatesAsksForNone() throws IOException {
    start(settings -> settings);
    RawClient ana = client(laptop);

    missing(ana, "none");
    assertFalse(
        accounts(ana)
            .getLoginOptions(GetLoginOptionsRequest.getDefaultInstance())
            .getCertificate());
  }

  @Test
  void aRequiredCertificateIsAlsoACredential() throws IOException {
    X509Bundle issued = authority.client("Ana");
    Path authorities =
        TestAuthority.write(files.resolve("clients.pem"), authority.itself().getCertificatePEM());
    start(
        settings ->
            new TlsSettings(settings.source(), authorities, settings.checkInterval(), true));

    User ana = register(client(issued), CERTIFICATE);

    assertEquals(ana, logIn(client(issued)));
    assertNoConnection(client(laptop));
  }

  @Test
  void aRequiredCertificateIsNoCredentialWithoutTheOption() throws IOException {
    Path authorities =
        TestAuthority.write(files.resolve("clients.pem"), authority.itself().getCertificatePEM());
    start(
        settings ->
            new TlsSettings(settings.source(), authorities, settings.checkInterval(), false));

    missing(client(authority.client("Ana")), "none");
  }

  /** The server verifies no signature of a weak key, and reads no long chain. */
  @Test
  void aWeakKeyAndALongCertificateGetNoConnection() throws Exception {
    start(settings -> settings.withClientKeys(true));
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);

    KeyPair weak = generator.generateKeyPair();
    X509Bundle issued = authority.issue(named("weak").publicKey(weak.getPublic()));

    assertNoConnection(
        client(
            X509Bundle.fromCertificatePath(
                issued.getCertificatePath(), issued.getRootCertificate(), weak)));
    assertNoConnection(client(selfSigned(padded(17 * 1024))));

    register(client(selfSigned(padded(14 * 1024))), CERTIFICATE);
  }

  private static CertificateBuilder padded(int bytes) {
    return named("long").addExtensionOctetString(EXTENSION, false, new byte[bytes]);
  }

  private void start(UnaryOperator<TlsSettings> changes) throws IOException {
    TlsSettings settings =
        changes.apply(
            TlsSettings.of(ServerFiles.write(authority.server("localhost"), files), null));
    server = RunningServer.with(data, config -> config.registration(true).tls(settings));
  }

  private static CertificateBuilder named(String name) {
    return TestAuthority.named(name);
  }

  private static X509Bundle selfSigned(CertificateBuilder builder) {
    try {
      return builder.setIsCertificateAuthority(true).buildSelfSigned();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private RawClient client(@Nullable X509Bundle own) {
    return client(tls(own, "TLSv1.3", SslProvider.OPENSSL));
  }

  private RawClient client(SslContext tls) {
    int port = Objects.requireNonNull(server).port();
    RawClient client =
        RawClient.over(NettyChannelBuilder.forAddress("localhost", port).sslContext(tls).build());
    clients.add(client);
    return client;
  }

  private SslContext tls(@Nullable X509Bundle own, String version, SslProvider provider) {
    try {
      SslContextBuilder builder =
          GrpcSslContexts.configure(SslContextBuilder.forClient(), provider)
              .protocols(version)
              .trustManager(authority.itself().getCertificate());
      if (own != null) {
        builder.keyManager(own.getKeyPair().getPrivate(), own.getCertificatePath());
      }
      return builder.build();
    } catch (SSLException e) {
      throw new AssertionError(e);
    }
  }

  private static User register(RawClient client, Credential credential) {
    return accounts(client)
        .register(RegisterRequest.newBuilder().setName("Ana").setCredential(credential).build())
        .getJoined()
        .getSelf();
  }

  private static User logIn(RawClient client) {
    return accounts(client)
        .logIn(LogInRequest.newBuilder().setCredential(CERTIFICATE).build())
        .getJoined()
        .getSelf();
  }

  private static Refusal refused(RawClient client) {
    StatusRuntimeException failure =
        assertThrows(StatusRuntimeException.class, () -> logIn(client));
    return Refusal.of(failure.getStatus(), failure.getTrailers());
  }

  private static void missing(RawClient client, String cause) {
    missing(client.channel(), cause);
  }

  private static void missing(Channel channel, String cause) {
    LogInRequest request = LogInRequest.newBuilder().setCredential(CERTIFICATE).build();
    StatusRuntimeException failure =
        assertThrows(StatusRuntimeException.class, () -> accounts(channel).logIn(request));
    Refusal refusal = Refusal.of(failure.getStatus(), failure.getTrailers());
    refusal.is(Status.Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_CERTIFICATE_MISSING);
    assertEquals(Map.of("cause", cause), refusal.metadata());
  }

  private static void assertNoConnection(RawClient client) {
    StatusRuntimeException failure =
        assertThrows(StatusRuntimeException.class, () -> client.join("Mallory"));
    assertEquals(Status.Code.UNAVAILABLE, failure.getStatus().getCode(), failure::toString);
  }

  private static AccountServiceBlockingStub accounts(RawClient client) {
    return accounts(client.channel());
  }

  private static AccountServiceBlockingStub accounts(Channel channel) {
    return AccountServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS);
  }
}
