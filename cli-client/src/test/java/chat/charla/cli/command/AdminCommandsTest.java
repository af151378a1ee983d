package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.ServerFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@code charla admin}, with a real server. */
class AdminCommandsTest extends ServerFixture {
  @Test
  void statusPrintsTheFigures() {
    try (Person ana = Person.chats(server, "Ana")) {
      // The welcome text is shown before the stream is open.
      ana.types("hola").sees("HH:MM <Ana> hola");
      List<String> status = admin("status").output();
      assertTrue(status.contains("En servicio: sí"), status::toString);
      assertTrue(status.contains("Usuarios presentes: 1"), status::toString);
      assertTrue(status.contains("Flujos: 1"), status::toString);
      assertTrue(status.stream().anyMatch(line -> line.startsWith("Identidades: 1 de ")));
      ana.types("fin").sees("HH:MM <Ana> fin");
    }
  }

  @Test
  void backupPrintsThePathOfTheFileAndItsContent() {
    assertEquals(1, Person.starts(server, "send", "hola").output().size());

    Person backup = admin("backup", "copia.db");

    Path file = Path.of(backup.output().get(0));
    assertTrue(Files.isRegularFile(file), file::toString);
    // The guest's message, and no action of an operator yet.
    backup
        .errors()
        .awaitLineStarting("Eventos: 1 (mensajes, y lo que hicieron quienes administran)");
    Person second = admin("backup", "copia.db");
    assertEquals(ExitCode.REFUSED, second.exitCode());
    second
        .errors()
        .awaitLineStarting("charla: El servidor ya tiene una copia de seguridad con ese nombre");
    // The backups are actions of an operator themselves.
    Person third = admin("backup", "copia.db", "--replace");
    assertEquals(1, third.output().size());
    third.errors().awaitLineStarting("Eventos: 2 (");
  }

  @Test
  void theNameOfABackupMustNotBeAPath() {
    Person backup = admin("backup", "../copia.db");

    assertEquals(ExitCode.REFUSED, backup.exitCode());
    backup.errors().awaitLineStarting("charla: La copia de seguridad debe tener un nombre, no una");
    assertFalse(Files.exists(directory.resolve("data").resolve("copia.db")));
  }

  @Test
  void aLogLevelIsChangedForSomeTimeAndTheStatusShowsIt() {
    String change = admin("log-level", "debug", "--for", "1h").output().get(0);

    assertTrue(change.startsWith("chat.charla.server registra debug y superiores hasta 2"), change);
    assertTrue(admin("status").output().contains("Registro: " + change));
    assertEquals(ExitCode.REFUSED, admin("log-level", "debug", "io.grpc").exitCode());
    assertEquals(ExitCode.USAGE, admin("log-level", "loud").exitCode());
  }

  @Test
  void aNoticeIsShownToAllOrToARoom() {
    try (Person ana = Person.chats(server, "Ana")) {
      assertEquals(0, admin("notice", "Reinicio", "a", "las", "8\u001b[2J").exitCode());
      ana.sees("HH:MM -- Mensaje de quien administra el servidor: Reinicio a las 8\uFFFD[2J");
      assertEquals(0, admin("notice", "--room", "lobby", "solo aquí").exitCode());
      ana.sees("HH:MM -- Mensaje de quien administra el servidor: solo aquí");
      assertEquals(ExitCode.REFUSED, admin("notice", "--room", "nada", "hola").exitCode());
      assertEquals(ExitCode.REFUSED, admin("notice", "x".repeat(501)).exitCode());
      ana.types("fin").sees("HH:MM <Ana> fin");
    }
  }

  @Test
  void aServerWithoutAConfigurationFileReloadsNothing() {
    Person reload = admin("reload");

    assertEquals(ExitCode.REFUSED, reload.exitCode());
    reload.errors().awaitLineStarting("charla: La configuración del servidor sigue como estaba: ");
  }

  @Test
  void anOperatorAdministersAccounts() {
    Person created = admin("create", "Berta");
    String code = created.output().get(0);
    assertTrue(code.matches("([0-9a-z]{5}-){3}[0-9a-z]{5}"), code);
    created.errors().awaitLineStarting("Creada: Berta  ");

    String account = admin("accounts").output().get(0);
    assertTrue(account.startsWith("Berta  "), account);
    assertTrue(account.contains("  sin contraseña  código de recuperación hasta "), account);
    String suspended = admin("suspend", "berta", "--for", "72h").output().get(0);
    assertTrue(suspended.contains("  suspendida hasta "), suspended);
    assertEquals(account, admin("resume", "berta").output().get(0));
    assertTrue(admin("rename", "Berta", "Carla").output().get(0).startsWith("Carla  "));
    assertNotEquals(code, admin("recover", "Carla").output().get(0));
    assertEquals(List.of(), admin("sessions", "Carla").output());
    assertEquals(ExitCode.DONE, admin("revoke", "Carla").exitCode());

    assertEquals(ExitCode.DONE, admin("delete", "--by-id", account.split("  ", -1)[1]).exitCode());

    assertEquals(List.of(), admin("accounts").output());
    Person gone = admin("delete", "Carla");
    assertEquals(ExitCode.REFUSED, gone.exitCode());
    gone.errors().awaitLineStarting("charla: El servidor no tiene ningún usuario llamado Carla");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the test reads POSIX permissions")
  void everythingAboutAUserIsWrittenIntoAFile() throws IOException {
    Path file = directory.resolve("ana.jsonl");
    try (Person ana = Person.chats(server, "Ana")) {
      ana.types("hola").sees("HH:MM <Ana> hola");
      Person export = admin("export", "Ana", "--file", file.toString());
      assertEquals(List.of(file.toString()), export.output());
      export.errors().awaitLineStarting("Eventos del usuario: 1");
      Person again = admin("export", "Ana", "--file", file.toString());
      assertEquals(ExitCode.FAILED, again.exitCode());
      again.errors().awaitLineStarting("charla: " + file + " ya existe");
    }

    List<String> lines = Files.readAllLines(file);

    assertTrue(lines.get(0).startsWith("{\"type\":\"export\",\"format\":1,"), lines::toString);
    assertTrue(lines.get(1).startsWith("{\"type\":\"user\",\"user\":{\"id\":"), lines::toString);
    assertTrue(
        lines.stream().anyMatch(line -> line.contains("\"text\":\"hola\"")), lines::toString);
    assertEquals("{\"type\":\"end\",\"events\":1}", lines.get(lines.size() - 1));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    Path other = directory.resolve("nadie.jsonl");
    assertEquals(
        ExitCode.REFUSED, admin("export", "--by-id", "nadie", "--file", "" + other).exitCode());
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(1, files.filter(each -> each.toString().contains(".jsonl")).count());
    }
  }

  @Test
  void anOperatorBansAddresses() {
    assertEquals(List.of(), admin("bans").output());
    String range = admin("ban", "192.0.2.0/24", "--note", "flood").output().get(0);
    assertEquals("192.0.2.0/24  hasta que se levante  flood", range);
    Person banned = admin("ban", "2001:DB8::7", "--for", "1h");
    assertTrue(banned.output().get(0).startsWith("2001:db8::7  hasta 2"));
    banned.errors().awaitLineStarting("Conexiones cerradas: 0");
    assertEquals(List.of(range, banned.output().get(0)), admin("bans").output());

    Person part = admin("unban", "192.0.2.7");

    assertEquals(ExitCode.REFUSED, part.exitCode());
    part.errors().awaitLineStarting("charla: otro veto sigue afectando a direcciones");
    part.errors().awaitLineStarting("charla: No hay ningún veto de 192.0.2.7 exactamente");
    assertEquals(ExitCode.DONE, admin("unban", "192.0.2.0/24").exitCode());
    assertEquals(1, admin("bans").output().size());
    Person machine = admin("ban", "127.0.0.0/8");
    assertEquals(ExitCode.REFUSED, machine.exitCode());
    machine.errors().awaitLineStarting("charla: Las direcciones de la propia máquina del servidor");
  }

  /** The command ends when the server does. */
  @Test
  void newActionsArePrintedAsTheyHappen() {
    assertEquals(ExitCode.DONE, admin("notice", "antes").exitCode());
    assertEquals(ExitCode.DONE, admin("notice", "primero").exitCode());
    Person following = admin("audit", "--follow", "--since", "1");
    following.screen().awaitLineStarting("2  ");

    assertEquals(ExitCode.DONE, admin("notice", "segundo").exitCode());
    following.screen().awaitLineStarting("3  ");
    assertEquals(ExitCode.DONE, admin("notice", "tercero").exitCode());
    following.screen().awaitLineStarting("4  ");

    List<String> lines = following.screen().lines();
    assertEquals(3, lines.size(), lines::toString);
    assertTrue(lines.get(0).endsWith("  notice.sent  text=primero"), lines::toString);
    assertTrue(lines.get(2).endsWith("  notice.sent  text=tercero"), lines::toString);
    server.stop();
    assertEquals(ExitCode.UNREACHABLE, following.exitCode());
  }

  @Test
  void actionsOfOperatorsArePrinted() {
    String code = admin("create", "Berta").output().get(0);
    assertEquals(ExitCode.DONE, admin("notice", "Reinicio\u001b[2J").exitCode());

    List<String> actions = admin("audit").output();

    assertEquals(2, actions.size());
    assertTrue(
        actions.get(0).matches("1  [-0-9:TZ]+  account\\.created  [0-9a-z]+  name=Berta"),
        actions::toString);
    assertTrue(actions.get(1).endsWith("  notice.sent  text=Reinicio\uFFFD[2J"), actions::toString);
    assertFalse(actions.toString().contains(code));
    assertEquals(actions.subList(1, 2), admin("audit", "--since", "1").output());
  }

  @Test
  void guestsAreListedOnRequest() {
    try (Person ana = Person.chats(server, "Ana")) {
      assertEquals(List.of(), admin("accounts").output());
      String guest = admin("accounts", "--guests").output().get(0);
      assertTrue(guest.startsWith("Ana  ") && guest.contains("  invitado  "), guest);
      assertEquals(1, admin("sessions", "Ana").output().size());
      assertEquals(ExitCode.REFUSED, admin("suspend", "Ana").exitCode());
      ana.types("fin").sees("HH:MM <Ana> fin");
    }
  }

  /** The server uses a port that is not the default. */
  @Test
  void theServerHasWrittenItsAddressBesideTheToken() throws IOException {
    Person status = Person.starts("admin", "status", "--data", data());

    assertTrue(status.output().contains("En servicio: sí"), () -> status.output().toString());
    Path token = directory.resolve("data").resolve("admin-token");
    assertEquals(
        ExitCode.DONE, Person.starts("admin", "bans", "--admin-token", "" + token).exitCode());
    Files.writeString(directory.resolve("data").resolve("admin-address"), "192.0.2.1:9998\n");
    Person elsewhere = Person.starts("admin", "status", "--data", data());
    assertEquals(ExitCode.FAILED, elsewhere.exitCode());
    elsewhere.errors().awaitLineStarting("charla: Sin TLS, otros podrían leer el token");
    assertEquals(ExitCode.DONE, admin("status").exitCode());
  }

  @Test
  void aBackupThatFailsSaysWhyInPlainWords() throws IOException {
    Files.createDirectories(directory.resolve("data").resolve("backups").resolve("copia.db"));

    Person backup = admin("backup", "copia.db", "--replace");

    assertEquals(ExitCode.REFUSED, backup.exitCode());
    backup.errors().awaitLineStarting("charla: El servidor no hizo la copia: hay algo con ese");
  }

  @Test
  void aWrongTokenIsRefused() throws IOException {
    Path wrong = Files.writeString(directory.resolve("wrong"), "guess\n");

    Person status =
        Person.starts(
            "admin", "status", "--port", server.port(), "--admin-token", wrong.toString());

    assertEquals(ExitCode.REFUSED, status.exitCode());
    status.errors().awaitLineStarting("charla: El servidor no acepta el token de administración");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the test changes POSIX permissions")
  void aTokenThatOthersCanReadIsUsedWithAWarning() throws IOException {
    Files.setPosixFilePermissions(
        directory.resolve("data").resolve("admin-token"),
        PosixFilePermissions.fromString("rw-r--r--"));

    Person status = admin("status");

    assertEquals(ExitCode.DONE, status.exitCode());
    status.errors().awaitLineStarting("charla: aviso: otros usuarios de esta máquina pueden leer");
  }

  @Test
  void withoutATokenNothingIsSent() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Person status = Person.starts("admin", "status", "--data", elsewhere.toString());
    assertEquals(ExitCode.FAILED, status.exitCode());
    status.errors().awaitLineStarting("charla: No hay en ");

    Files.writeString(elsewhere.resolve("admin-token"), "\n");
    status = Person.starts("admin", "status", "--data", elsewhere.toString());
    assertEquals(ExitCode.FAILED, status.exitCode());
    status.errors().awaitLineStarting("charla: No hay ningún token en ");
  }

  /**
   * The address belongs to a network that is reserved for documentation, so no server answers
   * there.
   */
  @Test
  void theTokenIsNotSentToAnotherMachineWithoutTls() {
    Person status =
        Person.starts("admin", "status", "--data", data(), "--server", "192.0.2.1:9998");

    assertEquals(ExitCode.FAILED, status.exitCode());
    status.errors().awaitLineStarting("charla: Sin TLS, otros podrían leer el token");
  }

  private String data() {
    return directory.resolve("data").toString();
  }

  private Person admin(String command, String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("admin", command, "--port", server.port(), "--data", data()));
    all.addAll(List.of(arguments));
    return Person.starts(all.toArray(String[]::new));
  }
}
