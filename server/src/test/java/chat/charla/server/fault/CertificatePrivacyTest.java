package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import chat.charla.testkit.TestAuthority;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.Credential;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.RegisterRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A certificate says who its owner is. Of the certificates that clients show, the server writes
 * nothing but the hash of the key: no name, no serial number, no certificate. It logs as much as it
 * can.
 */
@Timeout(10 * Patience.SECONDS)
class CertificatePrivacyTest {
  private static final Credential CERTIFICATE =
      Credential.newBuilder().setClientCertificate(true).build();
  private static final String SUBJECT = "berenice.of.the.department";

  @TempDir private Path directory;

  private final TestAuthority authority = new TestAuthority("authority");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void onlyTheHashOfTheKeyIsWritten(boolean withoutOpenSsl) throws Exception {
    X509Bundle server = authority.server("localhost");
    X509Bundle own = selfSigned(SUBJECT);
    X509Bundle unknown = selfSigned(SUBJECT + ".unknown");
    Path files = Files.createDirectory(directory.resolve("files"));
    Path written = Files.createDirectory(directory.resolve("written"));
    List<String> console;
    try (ServerProgram program =
        ServerProgram.classPath()
            .data(written.resolve("data"))
            .option("--tls-cert", TestAuthority.writeCertificate(server, files.resolve("c")) + "")
            .option("--tls-key", TestAuthority.writeKey(server, files.resolve("k")) + "")
            .option("--client-certificates", "on")
            .option("--registration", "open")
            .jvm("-Dio.grpc.netty.shaded.io.netty.handler.ssl.noOpenSsl=" + withoutOpenSsl)
            .jvm("-Djava.util.logging.config.file=" + logEverything(files, written))
            .start()) {
      try (RawClient ana = client(program.port(), own);
          RawClient stranger = client(program.port(), unknown)) {
        var accounts = AccountServiceGrpc.newBlockingStub(ana.channel());
        var joined =
            accounts
                .withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS)
                .register(
                    RegisterRequest.newBuilder().setName("Ana").setCredential(CERTIFICATE).build())
                .getJoined();
        LogInRequest logIn = LogInRequest.newBuilder().setCredential(CERTIFICATE).build();
        assertEquals(joined.getSelf(), accounts.logIn(logIn).getJoined().getSelf());
        assertThrows(
            StatusRuntimeException.class,
            () -> AccountServiceGrpc.newBlockingStub(stranger.channel()).logIn(logIn));
        assertThrows(
            StatusRuntimeException.class,
            () ->
                AccountServiceGrpc.newBlockingStub(
                        stranger.withToken(joined.getSessionToken()).channel())
                    .deleteAccount(
                        DeleteAccountRequest.newBuilder().setPresent(CERTIFICATE).build()));
      }
      program.terminate();
      assertEquals(0, program.exitCode());
      console = program.console().all();
    }

    List<String> found = new ArrayList<>(in("the console", String.join("\n", console), own));
    found.addAll(in("the console", String.join("\n", console), unknown));
    List<Path> all;
    try (Stream<Path> walk = Files.walk(written)) {
      all = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : all) {
      String content = Files.readString(file, StandardCharsets.ISO_8859_1);
      found.addAll(in(file.toString(), content, own));
      found.addAll(in(file.toString(), content, unknown));
    }
    assertTrue(console.stream().anyMatch(line -> line.startsWith("TRACE ")), "it logs everything");
    assertTrue(all.stream().anyMatch(file -> file.endsWith("charla.db")), all::toString);
    assertEquals(List.of(), found);
  }

  /** What identifies the certificate, as far as it occurs in the text. */
  private static List<String> in(String where, String text, X509Bundle bundle) throws Exception {
    byte[] encoded = bundle.getCertificate().getEncoded();
    String bytes = new String(encoded, StandardCharsets.ISO_8859_1);
    String serial = bundle.getCertificate().getSerialNumber().toString(16);
    // The certificate without its beginning, which others have as well, and without the key.
    String signature = bytes.substring(bytes.length() - 16);
    return Stream.of(
            SUBJECT,
            SUBJECT.replace(".", ""),
            serial,
            bundle.getCertificate().getSerialNumber().toString(),
            signature,
            HexFormat.of().formatHex(signature.getBytes(StandardCharsets.ISO_8859_1)),
            Base64.getEncoder().encodeToString(encoded).substring(100, 120))
        .filter(text::contains)
        .map(each -> each + " in " + where)
        .toList();
  }

  private static X509Bundle selfSigned(String name) throws Exception {
    return TestAuthority.named(name).setIsCertificateAuthority(true).buildSelfSigned();
  }

  private RawClient client(int port, X509Bundle own) throws IOException {
    return RawClient.over(
        NettyChannelBuilder.forAddress("localhost", port)
            .sslContext(
                GrpcSslContexts.forClient()
                    .trustManager(authority.itself().getCertificate())
                    .keyManager(own.getKeyPair().getPrivate(), own.getCertificatePath())
                    .build())
            .build());
  }

  private static Path logEverything(Path files, Path written) throws IOException {
    return Files.writeString(
        files.resolve("logging.properties"),
        """
        handlers = java.util.logging.ConsoleHandler, java.util.logging.FileHandler
        java.util.logging.ConsoleHandler.level = ALL
        java.util.logging.FileHandler.level = ALL
        java.util.logging.FileHandler.pattern = %s
        chat.charla.level = ALL
        org.sqlite.level = ALL
        io.grpc.level = ALL
        io.grpc.netty.shaded.io.netty.level = ALL
        """
            .formatted(written.resolve("all.log")));
  }
}
