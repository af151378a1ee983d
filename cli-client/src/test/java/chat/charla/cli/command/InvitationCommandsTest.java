package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.settings.PrivateFiles;
import chat.charla.cli.testkit.EventSchema;
import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Registration by invitation, with a real server on which members may invite. */
class InvitationCommandsTest {
  private static final String CODE = "([0-9a-z]{5}-){3}[0-9a-z]{5}";

  @TempDir private Path directory;
  private TestServer server;
  private Path password;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.withInvitations(directory.resolve("data"));
    password = secret("password", "correcto caballo bateria");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theOperatorInvitesAndTheMemberInvitesAnother() throws IOException {
    Person invited = admin("invite", "--note", "para Ana");
    String code = invited.output().get(0);
    assertTrue(code.matches(CODE), code);
    invited
        .errors()
        .awaitLineStarting("Da el código a las personas que invitas. Número de cuentas: 1. ");

    register("Ana", code);
    Person friend = on("Ana", "invite", "--note", "para Eva");
    String another = friend.output().get(0);
    assertTrue(another.matches(CODE), another);
    friend
        .errors()
        .awaitLineStarting("Da el código a la persona que invitas. Con él puede crear una ");
    register("Eva", another);

    String eva = admin("accounts", "eva").output().get(0);
    assertTrue(eva.contains("  con invitación de Ana"), eva);
    assertEquals(List.of(eva), admin("accounts", "--invited-by", "Ana").output());
    List<String> all = admin("invite", "--list").output();
    assertEquals(2, all.size());
    assertTrue(all.stream().anyMatch(line -> line.contains("  de Ana  para Eva")), all::toString);
    assertTrue(
        all.stream().allMatch(line -> line.contains("  usos: 1 de 1  válida hasta ")),
        all::toString);
    assertFalse(all.toString().contains(code) || all.toString().contains(another));
    String audit = String.join("\n", admin("audit").output());
    assertTrue(audit.contains("  invitation.created  "), audit);
    assertFalse(audit.contains(code), audit);
  }

  @Test
  void aUsedOrWrongCodeIsExplained() throws IOException {
    String code = admin("invite").output().get(0);
    register("Ana", code);

    for (String refused : List.of(code, "k7qf2-9xj4t-mwz3a-8rhcd")) {
      Person eva =
          on(
              "Eva",
              "register",
              "Eva",
              "--password-file",
              password.toString(),
              "--invitation-file",
              secret("code", refused).toString());
      assertEquals(ExitCode.REFUSED, eva.exitCode());
      eva.errors().awaitLineStarting("charla: Este servidor pide una invitación, y ese código no");
    }
  }

  @Test
  void theCodeAndThePasswordComeFromStandardInput() {
    String both = admin("invite").output().get(0) + "\ncorrecto caballo bateria\n";

    Person ana = on("Ana", "register", "Ana", "--invitation-file=-", "--password-file=-");

    assertEquals(List.of(), ana.typesFinally(both).output());
  }

  @Test
  void withoutATerminalOrAFileTheCommandSaysWhatIsMissing() {
    Person ana = on("Ana", "register", "Ana", "--password-file", password.toString());

    assertEquals(ExitCode.USAGE, ana.exitCode());
    assertEquals(
        "charla: no hay una terminal en la que pedir el código; usa --invitation-file",
        ana.errors().lines().get(0));
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the test changes POSIX permissions")
  void whatIsWrongWithTheFileOfTheCodeIsNotSaidOfAPassword() throws IOException {
    Path file = secret("code", admin("invite").output().get(0));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    String[] options = {
      "Ana", "--password-file", password.toString(), "--invitation-file", file.toString()
    };

    Person ana = on("Ana", "register", options);

    assertEquals(List.of(), ana.output());
    ana.errors()
        .awaitLine(
            "charla: aviso: otros usuarios de esta máquina pueden leer o cambiar "
                + file
                + ", y por tanto saber el código; chmod 600 lo impide");
    Files.writeString(file, "\n");
    Person empty = on("Eva", "register", options);
    assertEquals(ExitCode.FAILED, empty.exitCode());
    empty.errors().awaitLine("charla: la primera línea de " + file + " no es un código en UTF-8");
  }

  @Test
  void accountThatIsSuspendedTogetherWithItsInviterIsListedSo() throws IOException {
    register("Ana", admin("invite").output().get(0));
    register("Eva", on("Ana", "invite").output().get(0));

    admin("suspend", "Ana", "--with-invitees").output();

    String ana = admin("accounts", "Ana").output().get(0);
    assertTrue(ana.endsWith("  suspendida"), ana);
    String eva = admin("accounts", "Eva").output().get(0);
    assertTrue(eva.endsWith("  suspendida  junto con Ana"), eva);
  }

  @Test
  void invitationsAreListedAndRevoked() throws IOException {
    register("Ana", admin("invite").output().get(0));
    String code = on("Ana", "invite", "--note", "para Eva").output().get(0);

    String listed = on("Ana", "invite", "--list").output().get(0);
    assertTrue(listed.endsWith("\tunused\tpara Eva"), listed);
    String id = listed.split("\t", -1)[0];
    JsonNode json =
        EventSchema.parse(on("Ana", "invite", "--list", "--output", "json").output().get(0));
    assertEquals(id, json.get("id").asString());
    assertFalse(json.get("used").asBoolean());

    Person revoked = on("Ana", "invite", "--revoke", id);
    assertEquals(ExitCode.DONE, revoked.exitCode());
    assertEquals(List.of("Se anuló 1 invitación."), revoked.errors().lines());
    assertEquals(List.of(), on("Ana", "invite", "--list").output());
    Person again = on("Ana", "invite", "--revoke", id);
    again.errors().awaitLineStarting("Se anularon 0 invitaciones.");
    assertEquals(ExitCode.REFUSED, registered("Eva", code).exitCode());
  }

  @Test
  void aMemberWhoMayNotInviteGetsTheReason() throws IOException {
    register("Ana", admin("invite").output().get(0));
    String code = on("Ana", "invite").output().get(0);
    assertEquals(1, on("Ana", "invite").output().size());

    Person third = on("Ana", "invite");
    assertEquals(ExitCode.REFUSED, third.exitCode());
    assertEquals(
        List.of("charla: Ya tienes todas las invitaciones que puedes tener ahora (2)"),
        third.errors().lines());
    register("Eva", code);
    Person eva = on("Eva", "invite");
    assertEquals(ExitCode.REFUSED, eva.exitCode());
    eva.errors().awaitLineStarting("charla: No puedes invitar a nadie: solo puede quien");
  }

  @Test
  void theOperatorRevokesAndSuspendsWithInvitees() throws IOException {
    register("Ana", admin("invite", "--uses", "2", "--for", "1h").output().get(0));
    register("Eva", on("Ana", "invite").output().get(0));
    String unused = on("Ana", "invite").output().get(0);

    Person suspended = admin("suspend", "Ana", "--with-invitees");
    assertEquals(ExitCode.DONE, suspended.exitCode());
    suspended.errors().awaitLineStarting("Cuentas invitadas que también se suspendieron: 1");
    assertEquals(ExitCode.REFUSED, on("Eva", "whoami").exitCode());
    assertEquals(ExitCode.REFUSED, registered("Luis", unused).exitCode());
    for (String line : admin("invite", "--list").output()) {
      Person revoked = admin("invite", "--revoke", line.split("  ", -1)[0]);
      assertEquals(ExitCode.DONE, revoked.exitCode());
      assertEquals(List.of("Se anuló 1 invitación."), revoked.errors().lines());
    }
    assertEquals(List.of(), admin("invite", "--list").output());
  }

  @Test
  void theOperatorResumesTheInviteesAsWell() throws IOException {
    register("Ana", admin("invite").output().get(0));
    register("Eva", on("Ana", "invite").output().get(0));
    assertEquals(ExitCode.DONE, admin("suspend", "Ana", "--with-invitees").exitCode());

    Person resumed = admin("resume", "Ana", "--with-invitees");

    assertEquals(ExitCode.DONE, resumed.exitCode());
    resumed.errors().awaitLineStarting("Cuentas invitadas que también se reanudaron: 1");
    String eva = admin("accounts", "Eva").output().get(0);
    assertFalse(eva.contains("suspendida"), eva);
  }

  @Test
  void aLongNoteAndAShortLifetimeAreExplained() {
    Person note = admin("invite", "--note", "x".repeat(65));
    Person lifetime = admin("invite", "--for", "30s");

    note.errors().awaitLineStarting("charla: La nota es demasiado larga, o tiene más de una línea");
    lifetime.errors().awaitLineStarting("charla: Un token de acceso o una invitación dura de un ");
  }

  @Test
  void aServerThatNeedsNoInvitationsSaysSo() throws IOException {
    try (TestServer open = TestServer.withRegistration(directory.resolve("open"))) {
      Person invite =
          Person.starts(
              "admin",
              "invite",
              "--port",
              open.port(),
              "--data",
              directory.resolve("open").toString());
      assertEquals(ExitCode.REFUSED, invite.exitCode());
      invite.errors().awaitLineStarting("charla: Este servidor no usa invitaciones");
    }
  }

  private void register(String name, String code) throws IOException {
    assertEquals(ExitCode.DONE, registered(name, code).exitCode());
  }

  private Person registered(String name, String code) throws IOException {
    return on(
        name,
        "register",
        name,
        "--password-file",
        password.toString(),
        "--invitation-file",
        secret("code of " + name, code).toString());
  }

  /** Runs a command on the machine of this user. */
  private Person on(String user, String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command, "--port", server.port()));
    all.addAll(List.of(arguments));
    return Person.startsIn(
        Map.of("XDG_STATE_HOME", directory.resolve(user).toString()), all.toArray(String[]::new));
  }

  private Person admin(String command, String... arguments) {
    String data = directory.resolve("data").toString();
    List<String> all =
        new ArrayList<>(List.of("admin", command, "--port", server.port(), "--data", data));
    all.addAll(List.of(arguments));
    return Person.starts(all.toArray(String[]::new));
  }

  private Path secret(String name, String line) throws IOException {
    Path file = directory.resolve(name);
    PrivateFiles.write(file, (line + "\n").getBytes(StandardCharsets.UTF_8));
    return file;
  }
}
