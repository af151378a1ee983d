package chat.charla.server.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.testkit.ServerProgram;
import io.grpc.Grpc;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server tells its operator about TLS. */
class TlsProcessTest {
  private static final String FINGERPRINT = "SHA-256 fingerprint of the certificate: ";
  private static final Predicate<String> WARNING = line -> line.contains("without TLS");

  /** Uses the JDK's TLS, as on machines where the TLS library of gRPC cannot be loaded. */
  private static final String WITHOUT_OPENSSL =
      "-Dio.grpc.netty.shaded.io.netty.handler.ssl.noOpenSsl=true";

  @TempDir Path data;

  @Test
  void theFingerprintOfTheSelfSignedCertificateIsPrintedAndDoesNotChange() throws Exception {
    String first;
    try (ServerProgram server = selfSigned("-Dany=thing")) {
      first = fingerprint(server);
      assertJoins(server, "Ana");
      server.terminate();
      assertEquals(0, server.exitCode());
    }
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate().getEncoded());
    assertEquals(HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash), first);

    try (ServerProgram server = selfSigned(WITHOUT_OPENSSL)) {
      assertEquals(first, fingerprint(server));
      assertJoins(server, "Luis");
    }
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0, false, true", "127.0.0.1, false, false", "0.0.0.0, true, false"})
  void aServerWithoutTlsWarnsIfOtherMachinesCanReachIt(String host, boolean tls, boolean warned)
      throws IOException {
    ServerProgram.Launch launch = ServerProgram.classPath().data(data).option("--host", host);
    try (ServerProgram server = (tls ? launch.option("--tls=self-signed") : launch).start()) {
      server.console().await("start", line -> line.startsWith("Server listening on " + host));
      if (warned) {
        server.console().await("warning", WARNING);
      }
      server.terminate();
      assertEquals(0, server.exitCode());
      List<String> console = server.console().all();
      assertEquals(warned, console.stream().anyMatch(WARNING), console::toString);
    }
  }

  private ServerProgram selfSigned(String jvmOption) throws IOException {
    return ServerProgram.classPath()
        .data(data)
        .jvm(jvmOption)
        .option("--tls", "self-signed")
        .start();
  }

  private static String fingerprint(ServerProgram server) {
    return server
        .console()
        .await("fingerprint", line -> line.startsWith(FINGERPRINT))
        .substring(FINGERPRINT.length());
  }

  private Certificate certificate() throws Exception {
    try (var in = Files.newInputStream(data.resolve("tls-cert.pem"))) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private void assertJoins(ServerProgram server, String name) throws IOException {
    var trust =
        TlsChannelCredentials.newBuilder()
            .trustManager(data.resolve("tls-cert.pem").toFile())
            .build();
    try (RawClient client =
        RawClient.over(
            Grpc.newChannelBuilderForAddress("localhost", server.port(), trust).build())) {
      assertEquals(name, client.join(name).whoAmI().getSelf().getName());
    }
    assertTrue(
        server.console().all().stream().noneMatch(line -> line.contains("Exception")),
        () -> server.console().all().toString());
  }
}
