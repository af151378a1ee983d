package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.Program;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encrypted connections of commands: trust, client certificates and failures. */
class TlsTest extends TlsFixture {
  @ParameterizedTest
  @ValueSource(strings = {"whoami", "rooms", "ping"})
  void trustedAuthorityIsEnough(String command) throws IOException {
    serve(authority.server("localhost"));
    assertFalse(script(command, "--ca", file(authority)).output().isEmpty());
    assertFalse(Files.exists(knownServers()), "nothing is remembered");
  }

  @Test
  void certificateOfAnUntrustedAuthorityIsRefused() throws IOException {
    serve(authority.server("localhost"));
    assertFails(
        ExitCode.FAILED,
        "charla: no hay conexión segura con "
            + address()
            + ": ninguna autoridad de confianza ha firmado su certificado",
        script("whoami", "--ca", file(stranger)));
  }

  @Test
  void certificateForAnotherNameIsRefused() throws IOException {
    serve(authority.server("other.example"));
    assertFails(
        ExitCode.FAILED,
        "charla: no secure connection to " + address() + ": its certificate is for another name",
        script("whoami", "--lang=en", "--ca", file(authority)));
  }

  @Test
  void expiredCertificateIsRefused() throws IOException {
    serve(authority.expiredServer("localhost"));
    assertFails(
        ExitCode.FAILED,
        "charla: no hay conexión segura con "
            + address()
            + ": su certificado ha caducado o todavía no es válido",
        script("whoami", "--ca", file(authority)));
  }

  /**
   * The server closes the connection while the client still writes. So the server's TLS alert may
   * be lost. The test is repeated, because only some runs lose the alert.
   */
  @RepeatedTest(5)
  void missingClientCertificateIsReported() throws IOException {
    serve(authority.server("localhost"), authority);
    assertFails(
        ExitCode.AUTHENTICATION,
        "charla: no secure connection to "
            + address()
            + ": it requires a client certificate that it trusts (--cert, --key)",
        script("whoami", "--lang=en", "--ca", file(authority)));
  }

  @RepeatedTest(3)
  void clientCertificateOfAnotherAuthorityIsReported() throws IOException {
    serve(authority.server("localhost"), authority);
    X509Bundle own = stranger.client("Ana");
    assertFails(
        ExitCode.AUTHENTICATION,
        "charla: no hay conexión segura con "
            + address()
            + ": pide un certificado de cliente en el que confíe (--cert, --key)",
        script(
            "send",
            "hola",
            "--timeout=20s",
            "--ca=" + file(authority),
            "--cert=" + certificateFile(own),
            "--key=" + keyFile(own)));
  }

  @Test
  void clientWithTheRequiredCertificateIsAccepted() throws IOException {
    serve(authority.server("localhost"), authority);
    X509Bundle own = authority.client("Ana");
    script(
            "whoami",
            "--ca=" + file(authority),
            "--cert=" + certificateFile(own),
            "--key=" + keyFile(own))
        .output();
  }

  @Test
  void plaintextToAServerWithTlsIsReported() throws IOException {
    serve(authority.server("localhost"));
    assertFails(
        ExitCode.FAILED,
        "charla: no hay conexión segura con " + address() + ": habla TLS (prueba con --tls)",
        script("whoami"));
    assertFails(
        ExitCode.FAILED,
        "charla: no secure connection to " + address() + ": it speaks TLS (try --tls)",
        script("chat", "--name=Ana", "--lang=en"));
    assertFails(
        ExitCode.FAILED,
        "charla: no secure connection to " + address() + ": it speaks TLS (try --tls)",
        script("ping", "--lang=en"));
  }

  @Test
  void tlsToAServerWithoutTlsIsReported() throws IOException {
    servePlaintext();
    assertFails(
        ExitCode.FAILED,
        "charla: no hay conexión segura con "
            + address()
            + ": no habla TLS (prueba sin --tls, o revisa el puerto)",
        script("whoami", "--tls"));
    assertFails(
        ExitCode.FAILED,
        "charla: no secure connection to "
            + address()
            + ": it does not speak TLS (try without --tls, or check the port)",
        script("tail", "--tls", "--lang=en"));
  }

  @Test
  void fingerprintIsEnoughForAnyNameInTheCertificate() throws IOException {
    X509Bundle certificate = stranger.expiredServer("other.example");
    serve(certificate);
    String copied = fingerprint(certificate).replace(":", "").toLowerCase(Locale.ROOT);
    script("whoami", "--fingerprint", copied).output();

    String other = fingerprint(authority.server("localhost"));
    assertFails(
        ExitCode.FAILED,
        "charla: The certificate of "
            + address()
            + " does not have the given fingerprint. Another machine may be impersonating this"
            + " server. Nothing was sent.\n"
            + "  given: "
            + other
            + "\n  shown: "
            + fingerprint(certificate),
        script("whoami", "--lang=en", "--fingerprint", other));
    assertFalse(Files.exists(knownServers()));
  }

  /**
   * The user is not asked, and nothing is remembered, because the server may get another
   * certificate.
   */
  @Test
  void certificateOfAnAuthorityThatTheMachineTrustsIsEnough() throws Exception {
    serve(authority.server("localhost"));
    try (Program program =
        Program.runs(trusting(), List.of(toServer("whoami", "--tls", "--output=json")))) {
      assertEquals(1, program.lines().size());
    }
    serveAgain(authority.server("localhost"));
    try (Program program = Program.runs(trusting(), List.of(toServer("whoami", "--tls")))) {
      assertEquals(1, program.lines().size());
    }
    assertFalse(Files.exists(knownServers()));

    serveAgain(authority.server("other.example"));
    try (Program program = Program.runs(trusting(), List.of(toServer("whoami", "--tls")))) {
      assertEquals(ExitCode.FAILED, program.exitCode());
      String message =
          "charla: " + address() + " is not known yet: its certificate is for another name.";
      program.err().awaitLineStarting(message);
    }
  }

  @Test
  void settingsForCertificatesMeanTls() throws IOException {
    serve(authority.server("localhost"));
    Map<String, String> environment = new HashMap<>(environment());
    environment.put("CHARLA_CA", file(authority));
    Person.startsIn(environment, toServer("whoami")).output();

    assertFails(
        ExitCode.USAGE,
        "charla: --ca requiere TLS, que está desactivado\n"
            + "Usa «charla whoami --help» para ver las opciones.",
        script("whoami", "--tls=false", "--ca", file(authority)));
    environment.put("CHARLA_TLS", "false");
    assertFails(
        ExitCode.FAILED,
        "charla: no hay conexión segura con " + address() + ": habla TLS (prueba con --tls)",
        Person.startsIn(environment, toServer("whoami")));
  }

  @Test
  void profileCanSetAllTlsOptions() throws IOException {
    serve(authority.server("localhost"));
    Path config = knownServers().resolveSibling("config.properties");
    Files.createDirectories(config.getParent());
    Files.writeString(
        config,
        "profile.work.tls = true\nprofile.work.ca = work.pem\nprofile.home.tls = perhaps\n");
    Files.copy(Path.of(file(authority)), config.resolveSibling("work.pem"));

    script("whoami", "--profile=work").output();
    List<String> shown = script("config", "show", "--profile=work").output();

    assertTrue(shown.contains("tls = true  (profile.work.tls en " + config + ")"), shown::toString);
    assertTrue(
        shown.contains("ca = work.pem  (profile.work.ca en " + config + ")"), shown::toString);
    Person invalid = script("whoami", "--profile=home");
    assertEquals(ExitCode.USAGE, invalid.exitCode());
    invalid
        .errors()
        .awaitLine(
            "charla: profile.home.tls en " + config + ": debe ser true o false, no «perhaps»");
  }

  @Test
  void contradictoryOptionsAreRefused() throws IOException {
    servePlaintext();
    String hint = "\nUsa «charla users --help» para ver las opciones.";
    assertFails(
        ExitCode.USAGE,
        "charla: --cert y --key se deben usar juntos" + hint,
        script("users", "--cert=x"));
    assertFails(
        ExitCode.USAGE,
        "charla: --ca y --fingerprint no se pueden usar juntos" + hint,
        script("users", "--ca=x", "--fingerprint=" + "00".repeat(32)));
    assertFails(
        ExitCode.USAGE,
        "charla: --fingerprint: no es una huella SHA-256 (64 dígitos hexadecimales): 0G" + hint,
        script("users", "--fingerprint=0G"));
  }

  @Test
  void invalidFilesAreReported() throws IOException {
    servePlaintext();
    Path none = directory.resolve("none");
    assertFails(
        ExitCode.FAILED, "charla: no se puede leer " + none, script("users", "--ca=" + none));
    Path empty = Files.writeString(directory.resolve("empty"), "nada");
    assertFails(
        ExitCode.FAILED,
        "charla: no hay un certificado legible en " + empty + " (se espera PEM)",
        script("users", "--ca=" + empty));
    assertFails(
        ExitCode.FAILED,
        "charla: no hay una clave privada legible en "
            + empty
            + " (RSA o EC en PEM, PKCS #8, sin contraseña)",
        script("users", "--cert=" + file(authority), "--key=" + empty));
  }

  /** The environment of a program that trusts the authority by default. */
  private Map<String, String> trusting() throws Exception {
    Path file = directory.resolve("trust-store.p12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", authority.itself().getCertificate());
    try (var out = Files.newOutputStream(file)) {
      store.store(out, "changeit".toCharArray());
    }
    Map<String, String> environment = new HashMap<>(environment());
    environment.put(
        "JAVA_TOOL_OPTIONS",
        "-Djavax.net.ssl.trustStore=" + file + " -Djavax.net.ssl.trustStorePassword=changeit");
    return environment;
  }
}
