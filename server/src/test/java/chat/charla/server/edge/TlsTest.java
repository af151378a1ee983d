package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.tls.ServerFiles;
import chat.charla.server.tls.TlsSettings;
import chat.charla.testkit.Patience;
import chat.charla.testkit.TestAuthority;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.netty.pkitesting.X509Bundle;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which clients can connect over TLS, also after certificates change. */
class TlsTest {
  private static final Duration SOON = Duration.ofMillis(5);
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int PROTOCOL_VERSION = 70;

  private final TestAuthority authority = new TestAuthority("authority");
  private final TestAuthority stranger = new TestAuthority("stranger");
  private final X509Bundle certificate = authority.server("localhost");
  private final List<RawClient> clients = new ArrayList<>();

  @TempDir Path data;
  @TempDir Path files;
  private @Nullable RunningServer server;

  @AfterEach
  void stop() {
    clients.forEach(RawClient::close);
    if (server != null) {
      server.close();
    }
  }

  @Test
  void aClientThatTrustsTheAuthorityWorksAsWithoutTls() throws IOException {
    start(certificate, null);
    RawClient ana = client(authority).join("Ana");
    RawStream stream = ana.converse();
    RawClient luis = client(authority).join("Luis");

    luis.say("hola");

    stream.frame("hola", frame -> frame.toString().contains("hola"));
  }

  @Test
  void healthAndReflectionNeedTlsAsWell() throws IOException {
    start(certificate, null);
    RawClient tool = client(authority);

    var health =
        HealthGrpc.newBlockingStub(tool.channel())
            .withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS)
            .check(HealthCheckRequest.getDefaultInstance());

    assertEquals(ServingStatus.SERVING, health.getStatus());
    assertEquals("Join", GenericContract.reflectedBy(tool).method("Join").getBareMethodName());
  }

  @Test
  void aClientThatDoesNotTrustTheAuthorityFails() throws IOException {
    start(certificate, null);
    assertFails(client(stranger), "PKIX path building failed");
  }

  @Test
  void certificateForAnotherHostIsNotTrusted() throws IOException {
    start(authority.server("other.example"), null);
    assertFails(client(authority), "No subject alternative DNS name matching localhost");
  }

  @Test
  void anExpiredCertificateIsNotTrusted() throws IOException {
    start(authority.expiredServer("localhost"), null);
    assertFails(client(authority), "NotAfter");
  }

  @Test
  void aClientWithoutARequiredCertificateIsRefused() throws IOException {
    start(certificate, authority);
    assertFails(client(authority), "");
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() throws IOException {
    start(certificate, authority);
    assertFails(client(authority, stranger.client("Ana")), "");
  }

  /**
   * A client must not use the certificate of a server, although the same authority has issued it.
   */
  @Test
  void aClientWithAServerCertificateIsRefused() throws IOException {
    start(certificate, authority);
    assertFails(client(authority, certificate), "");
  }

  @Test
  void aClientWithAValidCertificateIsAccepted() throws IOException {
    start(certificate, authority);
    RawClient ana = client(authority, authority.client("Ana")).join("Ana");
    assertEquals("Ana", ana.whoAmI().getSelf().getName());
  }

  /**
   * The same server accepts a client of one authority and refuses a client of the other. So the
   * refusals in the other tests are due to the certificate.
   */
  @Test
  void newClientAuthoritiesApplyToNewConnections() throws IOException {
    Path accepted = start(certificate, authority);
    RawClient before = client(authority, authority.client("Ana")).join("Ana");
    RawStream stream = before.converse();

    TestAuthority.write(accepted, stranger.itself().getCertificatePEM());

    awaitSuccess(() -> client(authority, stranger.client("Luis")).join("Luis").close());
    assertFails(client(authority, authority.client("Eva")), "");
    before.say("hola");
    stream.frame("hola", frame -> frame.toString().contains("hola"));
  }

  @Test
  void aNewCertificateEndsNoStream() throws IOException {
    start(certificate, null);
    RawClient ana = client(authority).join("Ana");
    RawStream stream = ana.converse();
    X509Bundle renewed = authority.server("localhost");
    assertEquals(certificate.getCertificate(), shown());

    ServerFiles.write(renewed, files);

    awaitSuccess(() -> assertEquals(renewed.getCertificate(), shown()));
    ana.say("hola");
    stream.frame("hola", frame -> frame.toString().contains("hola"));
    RawClient luis = client(authority).join("Luis");
    assertEquals("Luis", luis.whoAmI().getSelf().getName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void currentTlsVersionsAreAccepted(String version) throws Exception {
    start(certificate, null);
    try (SSLSocket socket = handshake(version)) {
      assertEquals(version, socket.getSession().getProtocol());
      assertEquals("h2", socket.getApplicationProtocol());
    }
  }

  /** The ClientHello is written by hand, because the JDK does not support these versions. */
  @ParameterizedTest
  @ValueSource(ints = {0x0300, 0x0301, 0x0302})
  void oldTlsVersionsAreRefused(int version) throws IOException {
    start(certificate, null);
    assertEquals(List.of(ALERT, PROTOCOL_VERSION), answerToHello(version));
    assertEquals(
        List.of(HANDSHAKE), answerToHello(0x0303), "TLS 1.2 with the same bytes is accepted");
  }

  @Test
  void aPeerThatDoesNotSpeakTlsIsDisconnectedAndOthersAreServed() throws IOException {
    start(certificate, null);
    RawClient ana = client(authority).join("Ana");
    for (String words :
        List.of(
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\u0016\u0003\u0001 ?")) {
      try (Socket socket = new Socket("localhost", port())) {
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(Patience.SECONDS));
        socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
        socket.shutdownOutput();
        byte[] answer = socket.getInputStream().readAllBytes();
        assertTrue(answer.length < 100, () -> words + " is answered by " + Arrays.toString(answer));
      }
      assertEquals("Ana", ana.whoAmI().getSelf().getName());
    }
    RunningServer running = Objects.requireNonNull(server);
    awaitSuccess(() -> assertEquals(1, running.openConnections(), "only Ana's connection is left"));
    assertFails(client(RawClient.connect(port())), "");
  }

  /** Starts a server; returns the file of client authorities if there is one. */
  private Path start(X509Bundle bundle, @Nullable TestAuthority clientAuthority)
      throws IOException {
    Path accepted = files.resolve("clients.pem");
    if (clientAuthority != null) {
      TestAuthority.write(accepted, clientAuthority.itself().getCertificatePEM());
    }
    TlsSettings settings =
        new TlsSettings(
            ServerFiles.write(bundle, files), clientAuthority == null ? null : accepted, SOON);
    server = RunningServer.with(data, config -> config.tls(settings));
    return accepted;
  }

  private int port() {
    return Objects.requireNonNull(server).port();
  }

  private RawClient client(TestAuthority trusted) {
    return client(TlsChannelCredentials.newBuilder(), trusted);
  }

  private RawClient client(TestAuthority trusted, X509Bundle own) {
    try {
      return client(
          TlsChannelCredentials.newBuilder().keyManager(own.toKeyManagerFactory().getKeyManagers()),
          trusted);
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private RawClient client(TlsChannelCredentials.Builder credentials, TestAuthority trusted) {
    ManagedChannel connection =
        Grpc.newChannelBuilderForAddress(
                "localhost",
                port(),
                credentials.trustManager(trusted.itself().toTrustManager()).build())
            .build();
    return client(RawClient.over(connection));
  }

  private RawClient client(RawClient client) {
    clients.add(client);
    return client;
  }

  /** The certificate that the server shows to a new connection. */
  private X509Certificate shown() {
    try (SSLSocket socket = handshake("TLSv1.3")) {
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private SSLSocket handshake(String version) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {authority.itself().toTrustManager()}, null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port());
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(Patience.SECONDS));
    var parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {version});
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /**
   * Sends a ClientHello with this highest version. Returns the type of the record that answers it,
   * and for an alert also its description.
   */
  private List<Integer> answerToHello(int version) throws IOException {
    int[] suites = {0xC02B, 0xC009, 0xC00A, 0x002F, 0x0035};
    // The curve P-256, and signatures with it and SHA-256.
    short[] extensions = {10, 4, 2, 23, 13, 4, 2, 0x0403};
    int body = 2 + 32 + 1 + 2 + 2 * suites.length + 2 + 2 + 2 * extensions.length;
    ByteBuffer hello = ByteBuffer.allocate(9 + body);
    hello.put((byte) HANDSHAKE).putShort((short) Math.min(version, 0x0301));
    hello.putShort((short) (4 + body));
    hello.putInt(1 << 24 | body).putShort((short) version).put(new byte[32]).put((byte) 0);
    hello.putShort((short) (2 * suites.length));
    for (int suite : suites) {
      hello.putShort((short) suite);
    }
    hello.put((byte) 1).put((byte) 0).putShort((short) (2 * extensions.length));
    for (short extension : extensions) {
      hello.putShort(extension);
    }
    try (Socket socket = new Socket("localhost", port())) {
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(Patience.SECONDS));
      socket.getOutputStream().write(hello.array());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int type = in.readUnsignedByte();
      in.skipNBytes(2);
      byte[] content = in.readNBytes(in.readUnsignedShort());
      return type == ALERT ? List.of(type, (int) content[1]) : List.of(type);
    }
  }

  /** Repeats the attempt until it succeeds. */
  private static void awaitSuccess(Runnable attempt) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.SECONDS);
    while (true) {
      try {
        attempt.run();
        return;
      } catch (StatusRuntimeException | AssertionError e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  private static void assertFails(RawClient client, String words) {
    StatusRuntimeException failure =
        assertThrows(StatusRuntimeException.class, () -> client.join("Mallory"));
    assertEquals(Status.Code.UNAVAILABLE, failure.getStatus().getCode(), failure::toString);
    StringBuilder story = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      story.append(cause).append('\n');
    }
    assertTrue(story.toString().contains(words), story::toString);
  }
}
