package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.settings.PrivateFiles;
import chat.charla.cli.testkit.EventSchema;
import chat.charla.cli.testkit.Person;
import chat.charla.testkit.TestAuthority;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Users log in with certificates. With a real server. */
class CertificateCommandsTest extends TlsFixture {
  private final X509Bundle certificate = authority.server("localhost");
  private final X509Bundle own = new TestAuthority("unknown authority").client("ana");

  @Test
  void ownerOfAKeyRegistersAndLogsInAgain() throws IOException {
    serveWithClientKeys(certificate);

    assertEquals(List.of(), withCertificate("register", "Ana", "--certificate").output());
    assertEquals("Ana", withCertificate("whoami").output().get(0).split("\t", -1)[0]);
    withCertificate("logout").output();
    Person again = withCertificate("login", "--certificate");
    assertEquals(List.of(), again.output());
    assertEquals(
        List.of(
            "Sesión iniciada en "
                + address()
                + " como Ana. Los comandos para este servidor ahora usan la cuenta."),
        again.errors().lines());
    assertEquals("Ana", withCertificate("whoami").output().get(0).split("\t", -1)[0]);
  }

  @Test
  void logInWithACertificateWithoutAnAccountIsExplained() throws IOException {
    serveWithClientKeys(certificate);

    Person refused = withCertificate("login", "--certificate");

    assertEquals(ExitCode.REFUSED, refused.exitCode(), () -> refused.errors().text());
    assertEquals(
        List.of("charla: Todavía no tienes cuenta en este servidor: regístrate primero"),
        refused.errors().lines());
  }

  @Test
  void certificateIsAddedListedAndRemoved() throws IOException {
    serveWithClientKeys(certificate);
    String password = password();
    trusting("register", "Ana", "--password-file", password).output();

    withCertificate("credentials", "add", "certificate", "--password-file", password).output();
    List<JsonNode> listed =
        EventSchema.parse(withCertificate("credentials", "list", "--output=json").output());

    assertEquals(
        List.of("password", "certificate"),
        listed.stream().map(each -> each.get("kind").asString()).toList());
    assertTrue(listed.get(1).get("current").asBoolean());
    String id = listed.get(1).get("id").asString();
    List<String> lines = trusting("credentials", "list").output();
    assertEquals("password\tpassword\t-\t-\t-", lines.get(0));
    assertTrue(lines.get(1).startsWith(id + "\tcertificate\t" + id), () -> lines.get(1));
    assertTrue(lines.get(1).endsWith("\t-"), "this connection shows no certificate");

    Person last = withCertificate("credentials", "remove", "none", "--password-file", password);
    assertEquals(ExitCode.FAILED, last.exitCode());
    Person removed = withCertificate("credentials", "remove", id, "--certificate");
    assertEquals(List.of(), removed.output());
    assertEquals(
        List.of(
            "La credencial "
                + id
                + " se ha quitado de la cuenta Ana en "
                + address()
                + "."
                + " Se cerraron 0 sesiones más."),
        removed.errors().lines());
    assertEquals(1, trusting("credentials", "list").output().size());
    Person needed = trusting("credentials", "remove", "password", "--password-file", password);
    assertEquals(ExitCode.REFUSED, needed.exitCode());
    assertEquals(
        List.of(
            "charla: Sin esta credencial ya no podrías iniciar sesión desde aquí: añade otra antes"),
        needed.errors().lines());
  }

  @Test
  void passwordIsAddedByACertificate() throws IOException {
    serveWithClientKeys(certificate);
    withCertificate("register", "Ana", "--certificate").output();

    withCertificate(
            "credentials", "add", "password", "--certificate", "--new-password-file", password())
        .output();
    trusting("logout").output();

    trusting("login", "Ana", "--password-file", password()).output();
    assertEquals("Ana", trusting("whoami").output().get(0).split("\t", -1)[0]);
  }

  @Test
  void certificateIsRefusedIfTheServerAcceptsNoCertificates() throws IOException {
    serve(certificate);

    Person refused = withCertificate("login", "--certificate");

    assertEquals(ExitCode.REFUSED, refused.exitCode());
    assertEquals(
        List.of(
            "charla: "
                + address()
                + " no acepta certificados de cliente como credenciales en esta conexión"),
        refused.errors().lines());
  }

  @Test
  void certificateNeedsItsFilesAndExcludesAPassword() throws IOException {
    serveWithClientKeys(certificate);

    assertEquals(ExitCode.USAGE, trusting("login", "--certificate").exitCode());
    assertEquals(
        ExitCode.USAGE,
        withCertificate("login", "Ana", "--certificate", "--password-file", password()).exitCode());
  }

  private String password() throws IOException {
    Path file = directory.resolve("password");
    PrivateFiles.write(file, "correcto caballo batería\n".getBytes(StandardCharsets.UTF_8));
    return file.toString();
  }

  /** Runs a command that trusts the server, and shows the certificate. */
  private Person withCertificate(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--cert", certificateFile(own), "--key", keyFile(own)));
    return trusting(all.toArray(String[]::new));
  }

  /** Runs a command that trusts the server. */
  private Person trusting(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--ca", file(authority)));
    return script(all.toArray(String[]::new));
  }
}
