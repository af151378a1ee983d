package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.TestServer;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A server without a trusted certificate, at the first connection, at later connections, and after
 * a change of its certificate.
 */
class TrustQuestionTest extends TlsFixture {
  private final X509Bundle first = authority.server("localhost");
  private final X509Bundle second = authority.server("localhost");

  @BeforeEach
  void start() throws IOException {
    serve(first);
  }

  @Test
  void userIsAskedOnce() throws IOException {
    try (Person ana = startsAtTerminal("chat", "--tls", "--name=Ana")) {
      ana.sees("  " + fingerprint(first)).types("qué?").types("sí").sees(TestServer.WELCOMED);
      assertTrue(ana.screen().lines().get(0).startsWith(address() + " aún no es conocido: "));
      ana.screen().awaitLineStarting("¿Muestra el servidor esta huella al iniciar?");
      assertTrue(ana.screen().text().contains("Recordado en " + knownServers()));
    }
    assertEquals(List.of(line(first)), Files.readAllLines(knownServers()));
    if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
      String permissions =
          PosixFilePermissions.toString(Files.getPosixFilePermissions(knownServers()));
      assertEquals("rw-------", permissions);
    }

    try (Person ana = startsAtTerminal("chat", "--tls", "--name=Ana2")) {
      ana.sees(TestServer.WELCOMED);
      assertFalse(ana.screen().text().contains("¿Muestra el servidor"));
    }
    script("whoami", "--tls").output();
  }

  @Test
  void inputAfterTheAnswerBelongsToTheChat() {
    try (Person ana = startsAtTerminal("chat", "--tls", "--name=Ana").types("s\nhola\n:q")) {
      ana.sees("Adiós, ¡vuelve pronto!");
    }
    List<String> said = script("history", "--tls", "--since=0").output();
    assertEquals(1, said.size());
    assertTrue(said.get(0).endsWith("hola"), said::toString);
  }

  @Test
  void userDeclines() {
    for (String answer : List.of("no\n", "\n", "")) {
      Person ana = startsAtTerminal("chat", "--tls", "--name=Ana").typesFinally(answer);
      assertEquals(ExitCode.FAILED, ana.exitCode());
      assertEquals(
          List.of("charla: sin conexión: no se confía en el servidor"), ana.errors().lines());
    }
    assertFalse(Files.exists(knownServers()));
    assertEquals(List.of(), server().announced());
  }

  /** Simulates a container with a read-only home directory. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void serverThatCannotBeSavedIsNotTrustedAndTheUserIsToldWhatToDo() throws IOException {
    Path config = Files.createDirectories(directory.resolve("config"));
    Files.createSymbolicLink(config.resolve("charla"), Path.of("nowhere"));
    String message =
        address()
            + " cannot be remembered, and nothing was sent: cannot write "
            + knownServers()
            + ": there is a file where a directory should be\nMake the file writable, or set"
            + " XDG_CONFIG_HOME to a writable directory. Or, if the server prints this fingerprint"
            + " when it starts, give it by --fingerprint "
            + fingerprint(first);
    assertFails(
        ExitCode.FAILED,
        "charla: " + message,
        script("whoami", "--lang=en", "--accept-new-fingerprint"));

    Person ana = startsAtTerminal("chat", "--lang=en", "--tls", "--name=Ana").typesFinally("yes\n");
    assertEquals(ExitCode.FAILED, ana.exitCode());
    assertEquals("charla: " + message, String.join("\n", ana.errors().lines()));
    assertEquals(List.of(), server().announced());
  }

  @Test
  void scriptIsNotAskedAndRefuses() {
    String message =
        "charla: "
            + address()
            + " is not known yet: no trusted authority has signed its certificate."
            + " The SHA-256 fingerprint of its certificate is\n  "
            + fingerprint(first)
            + "\nIf the server prints this fingerprint when it starts, trust it with --fingerprint "
            + fingerprint(first)
            + ", remember it with --accept-new-fingerprint, or start “charla chat”, which asks.";
    assertFails(ExitCode.FAILED, message, script("whoami", "--lang=en", "--tls"));
    assertFails(ExitCode.FAILED, message, script("chat", "--lang=en", "--tls", "--name=Ana"));
    assertFails(
        ExitCode.FAILED, message, script("send", "--lang=en", "--tls", "--timeout=20s", "hola"));
    assertFalse(Files.exists(knownServers()));
  }

  @Test
  void scriptMayAcceptANewServer() throws IOException {
    Person script = script("whoami", "--accept-new-fingerprint");
    script.output();
    assertEquals(
        List.of(
            "charla: desde ahora se confía en "
                + address()
                + ", recordado en "
                + knownServers()
                + ": "
                + fingerprint(first)),
        script.errors().lines());
    assertEquals(List.of(line(first)), Files.readAllLines(knownServers()));

    Person again = script("whoami", "--accept-new-fingerprint");
    again.output();
    assertEquals("", again.errors().text());
    assertEquals(List.of(line(first)), Files.readAllLines(knownServers()));
  }

  @Test
  void changedCertificateIsAlwaysRefused() throws IOException {
    script("whoami", "--accept-new-fingerprint").output();
    serveAgain(second);

    String english =
        "charla: WARNING: THE CERTIFICATE OF "
            + address()
            + " HAS CHANGED!\n"
            + "Another machine may be impersonating this server, or the server has a new"
            + " certificate. Nothing was sent.\n"
            + "  remembered: "
            + fingerprint(first)
            + "\n  shown now:  "
            + fingerprint(second)
            + "\nIf the administrator of the server confirms the new one, remove this line from "
            + knownServers()
            + ":\n  "
            + line(first);
    assertFails(
        ExitCode.FAILED, english, startsAtTerminal("chat", "--lang=en", "--tls", "--name=Ana"));
    assertFails(
        ExitCode.FAILED, english, script("whoami", "--lang=en", "--accept-new-fingerprint"));
    Person spanish = script("ping", "--tls");
    assertEquals(ExitCode.FAILED, spanish.exitCode());
    spanish.errors().awaitLine("  recordada:      " + fingerprint(first));
    spanish.errors().awaitLine("  la que muestra: " + fingerprint(second));
    assertEquals(List.of(line(first)), Files.readAllLines(knownServers()));

    Files.writeString(knownServers(), "# a comment\n");
    script("whoami", "--accept-new-fingerprint").output();
    assertEquals(List.of("# a comment", line(second)), Files.readAllLines(knownServers()));
  }

  /** The certificate is checked again when a chat reconnects. */
  @Test
  void chatDoesNotReconnectToAnotherServer() throws IOException {
    try (Person ana =
        startsAtTerminal("chat", "--tls", "--name=Ana").types("s").sees(TestServer.WELCOMED)) {
      serveAgain(second);
      ana.screen().await("refusal", () -> ana.screen().text().contains("su certificado cambió"));

      serveAgain(first);
      ana.types("");
      ana.sees("HH:MM -- Conectado de nuevo");
    }
  }

  @Test
  void malformedLineDoesNotMakeAServerTrusted() throws IOException {
    Files.createDirectories(knownServers().getParent());
    Files.writeString(knownServers(), line(first) + "\nlocalhost:1 what?\n");
    assertFails(
        ExitCode.FAILED,
        "charla: "
            + knownServers()
            + ", línea 2: no se entiende; debe ser HOST:PUERTO y una huella SHA-256",
        script("whoami", "--accept-new-fingerprint"));
  }

  private String line(X509Bundle certificate) {
    return "localhost:" + server().port() + " " + fingerprint(certificate);
  }
}
