package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.EventSchema;
import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Users create accounts and use them on several devices. With a real server. */
class AccountCommandsTest extends AccountFixture {
  @Test
  void accountIsUsedByLaterCommandsUntilLogout() {
    Person registered = on("laptop", "register", "Ana", "--password-file", password.toString());
    assertEquals(List.of(), registered.output());
    assertEquals(
        List.of(
            "Se creó la cuenta Ana en "
                + serverAddress()
                + ". Los comandos para este servidor ahora la usan."),
        registered.errors().lines());
    Person loggedIn = on("phone", "login", "ana", "--password-file", password.toString());
    assertEquals(List.of(), loggedIn.output());
    assertEquals(
        List.of(
            "Sesión iniciada en "
                + serverAddress()
                + " como Ana. Los comandos para este servidor ahora usan la cuenta."),
        loggedIn.errors().lines());
    assertEquals(on("laptop", "whoami").output(), on("phone", "whoami").output());
    on("phone", "send", "hola").output();
    assertTrue(on("laptop", "history").output().get(0).endsWith("\tAna\thola"));
    assertEquals(2, on("laptop", "sessions").output().size());

    assertEquals(List.of(), on("phone", "logout").output());
    assertEquals(1, on("laptop", "sessions").output().size());
    assertTrue(actsAs("phone").startsWith("whoami-"));
    Person again = on("phone", "logout");
    assertEquals(ExitCode.AUTHENTICATION, again.exitCode());
    assertEquals(
        List.of(
            "charla: no hay una sesión iniciada en "
                + serverAddress()
                + "; usa: charla login NAME"),
        again.errors().lines());
    assertEquals("Ana", actsAs("laptop"));
  }

  @Test
  void secondLoginKeepsTheSession() {
    register("laptop", "Ana");
    Person again = on("laptop", "login", "ANA", "--password-file", password.toString());
    assertEquals(List.of(), again.output());
    assertEquals(
        List.of("Ya hay una sesión iniciada en " + serverAddress() + " como Ana."),
        again.errors().lines());
    assertEquals(1, on("laptop", "sessions").output().size());
  }

  @Test
  void wrongPasswordIsRefusedAndStoresNothing() {
    register("laptop", "Ana");
    Path guess = secret("guess", "12345678");
    Person thief = on("phone", "login", "Ana", "--password-file", guess.toString());
    assertEquals(ExitCode.AUTHENTICATION, thief.exitCode());
    assertEquals(
        List.of("charla: El nombre o la contraseña no son correctos"), thief.errors().lines());
    assertFalse(Files.exists(home("phone")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "corta|debe tener de 8 a 256 caracteres",
        "ana-ana-ana|es el nombre de la cuenta",
        "password|es una de las que se prueban primero",
        "con\ttabulador|tiene un carácter de control o uno que Unicode no define"
      })
  void refusedPasswordIsExplainedAndNotShown(String refused, String reason) {
    Path file = secret("refused", refused);
    Person ana = on("laptop", "register", "Ana-ana-ana", "--password-file", file.toString());
    assertEquals(ExitCode.REFUSED, ana.exitCode());
    assertEquals(
        List.of("charla: El servidor no acepta esta contraseña: " + reason), ana.errors().lines());
  }

  @Test
  void takenNameIsExplained() {
    register("laptop", "Ana");
    Person other = on("phone", "register", "ana", "--password-file", password.toString());
    assertEquals(ExitCode.REFUSED, other.exitCode());
    assertTrue(
        other.errors().text().startsWith("charla: «ana»: Nombre en uso"), other.errors().text());
  }

  @Test
  void closedRegistrationIsReportedBeforeAPasswordIsNeeded() throws IOException {
    try (TestServer closed = new TestServer(directory.resolve("closed"))) {
      Person ana =
          Person.startsIn(environment("laptop"), "register", "Ana", "--port", closed.port());
      assertEquals(ExitCode.REFUSED, ana.exitCode());
      assertEquals(
          List.of("charla: En este servidor no se pueden registrar usuarios nuevos"),
          ana.errors().lines());
    }
  }

  @Test
  void newPasswordEndsTheOtherSessions() {
    register("laptop", "Ana");
    login("phone", "Ana");
    Path chosen = secret("chosen", "otra contraseña larga");
    Person changed =
        on(
            "laptop",
            "passwd",
            "--password-file",
            password.toString(),
            "--new-password-file",
            chosen.toString());
    assertEquals(List.of(), changed.output());
    assertEquals(
        List.of(
            "La cuenta Ana de "
                + serverAddress()
                + " tiene la contraseña nueva. Se cerró 1 sesión más."),
        changed.errors().lines());

    Person revoked = on("phone", "whoami");
    assertEquals(ExitCode.AUTHENTICATION, revoked.exitCode());
    assertEquals(
        "charla: inicia sesión de nuevo: charla login Ana", revoked.errors().lines().get(1));
    assertEquals(
        ExitCode.AUTHENTICATION,
        on("phone", "login", "Ana", "--password-file", password.toString()).exitCode());
    on("phone", "login", "Ana", "--password-file", chosen.toString()).output();
    assertEquals("Ana", actsAs("phone"));
  }

  @Test
  void bothPasswordsMayComeFromStandardInput() {
    register("laptop", "Ana");
    String both = PASSWORD + "\notra contraseña larga\n";
    Person ana = on("laptop", "passwd", "--password-file=-", "--new-password-file=-");
    assertEquals(List.of(), ana.typesFinally(both).output());
    Person phone = on("phone", "login", "Ana", "--password-file=-");
    assertEquals(List.of(), phone.typesFinally("otra contraseña larga").output());
  }

  @Test
  void recoveryCodeSetsThePasswordAndLogsIn() {
    register("laptop", "Ana");
    Path code = secret("code", recoveryCode("ana"));
    Path chosen = secret("chosen", "otra contraseña larga");
    String[] options = {
      "Ana", "--code-file", code.toString(), "--password-file", chosen.toString()
    };

    Person recovered = on("phone", "recover", options);

    assertEquals(List.of(), recovered.output());
    recovered
        .errors()
        .awaitLineStarting("La cuenta Ana de " + serverAddress() + " tiene la contraseña");
    assertEquals("Ana", actsAs("phone"));
    assertEquals(ExitCode.AUTHENTICATION, on("laptop", "whoami").exitCode());
    assertEquals(
        ExitCode.AUTHENTICATION,
        on("laptop", "login", "Ana", "--password-file", password.toString()).exitCode());
  }

  @Test
  void aSecondUseOfARecoveryCodeDoesNotReadAsIfItHadSetThePassword() {
    register("laptop", "Ana");
    String code = secret("code", recoveryCode("ana")).toString();
    String chosen = secret("chosen", "otra contraseña larga").toString();
    String[] options = {"Ana", "--code-file", code, "--password-file", chosen};
    on("phone", "recover", options).output();

    Person again = on("tablet", "recover", options);

    assertEquals(List.of(), again.output());
    again.errors().awaitLineStarting("El servidor no aceptó el código, que quizá ya está usado. ");
    assertEquals("Ana", actsAs("tablet"));
  }

  @Test
  void codeAndPasswordMayComeFromStandardInput() {
    register("laptop", "Ana");
    String both = recoveryCode("Ana") + "\notra contraseña larga\n";
    Person phone = on("phone", "recover", "Ana", "--code-file=-", "--password-file=-");
    assertEquals(List.of(), phone.typesFinally(both).output());
    assertEquals("Ana", actsAs("phone"));
  }

  @Test
  void wrongRecoveryCodeIsExplainedAndChangesNothing() {
    register("laptop", "Ana");
    Path code = secret("code", "k7qf2-9xj4t-mwz3a-8rhcd");
    Path chosen = secret("chosen", "otra contraseña larga");

    Person refused =
        on(
            "phone",
            "recover",
            "Ana",
            "--code-file",
            code.toString(),
            "--password-file",
            chosen.toString());

    assertEquals(ExitCode.AUTHENTICATION, refused.exitCode());
    refused.errors().awaitLineStarting("charla: ninguna cuenta tiene ese nombre, o ese no es su");
    login("phone", "Ana");
  }

  private String recoveryCode(String name) {
    String data = directory.resolve("data").toString();
    return Person.starts("admin", "recover", name, "--port", server.port(), "--data", data)
        .output()
        .get(0);
  }

  @Test
  void wrongPresentPasswordChangesNothing() {
    register("laptop", "Ana");
    Person ana = on("laptop", "passwd", "--password-file=-", "--new-password-file=-");
    ana.typesFinally("adivinada\notra contraseña larga\n");
    assertEquals(ExitCode.AUTHENTICATION, ana.exitCode());
    assertEquals(
        List.of("charla: El nombre o la contraseña no son correctos"), ana.errors().lines());
    login("phone", "Ana");
  }

  @Test
  void sessionsAreListedAndRevoked() {
    register("laptop", "Ana");
    on("phone", "login", "Ana", "--label=teléfono", "--password-file", password.toString())
        .output();
    List<JsonNode> sessions = EventSchema.parse(on("laptop", "sessions", "--output=json").output());
    assertEquals(
        List.of("session", "session"),
        sessions.stream().map(session -> session.get("type").asString()).toList());
    JsonNode phone =
        sessions.stream()
            .filter(session -> !session.get("current").asBoolean())
            .findFirst()
            .orElseThrow();
    assertEquals("teléfono", phone.get("label").asString());

    Person revoked = on("laptop", "sessions", "--revoke", phone.get("id").asString());
    assertEquals(List.of(), revoked.output());
    assertEquals(List.of("Se cerró 1 sesión más."), revoked.errors().lines());
    assertEquals(1, on("laptop", "sessions").output().size());
    assertEquals(ExitCode.AUTHENTICATION, on("phone", "send", "hola").exitCode());
    assertEquals(
        List.of("Se cerraron 0 sesiones más."),
        errorsOf(on("laptop", "sessions", "--revoke-others")));
  }

  /** The label is a text of another program. It must not control the terminal. */
  @Test
  void labelIsHarmless() {
    register("laptop", "Ana");
    Person refused =
        on(
            "phone",
            "login",
            "Ana",
            "--label",
            "x\u001b]0;título\u0007",
            "--password-file",
            password.toString());
    assertEquals(ExitCode.REFUSED, refused.exitCode());
    refused.errors().awaitLineStarting("charla: La etiqueta debe ser una línea ");

    String label = "x\u202ey";
    on("phone", "login", "Ana", "--label", label, "--password-file", password.toString()).output();
    String listed = String.join("\n", on("laptop", "sessions").output());
    assertTrue(listed.contains("\tx\\u202ey\t"), listed);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void onlyTheUserCanReadTheTokenAndNoFileHasThePassword() throws IOException {
    register("laptop", "Ana");
    List<Path> files;
    try (Stream<Path> all = Files.walk(home("laptop"))) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertFalse(files.isEmpty());
    for (Path file : files) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      assertFalse(Files.readString(file).contains(PASSWORD), file.toString());
    }
  }

  @Test
  void passwordIsNotSentInTheClearToAnotherMachine() {
    Person ana =
        Person.startsIn(
            environment("laptop"),
            "login",
            "Ana",
            "--server",
            "192.0.2.1:1",
            "--password-file",
            password.toString());
    assertEquals(ExitCode.REFUSED, ana.exitCode());
    assertEquals(
        List.of(
            "charla: otros pueden leer la conexión con 192.0.2.1:1, así que no se envía ninguna"
                + " contraseña; usa --tls"),
        ana.errors().lines());
  }

  @Test
  void withoutATerminalThePasswordComesFromAFile() {
    Person ana = on("laptop", "register", "Ana");
    assertEquals(ExitCode.USAGE, ana.exitCode());
    assertEquals(
        "charla: no hay una terminal en la que pedir la contraseña; usa --password-file",
        ana.errors().lines().get(0));
  }

  @Test
  void unusablePasswordFilesAreExplained() throws IOException {
    Path empty = secret("empty", "", PASSWORD);
    Person ana = on("laptop", "register", "Ana", "--password-file", empty.toString());
    assertEquals(ExitCode.FAILED, ana.exitCode());
    assertEquals(
        List.of("charla: la primera línea de " + empty + " no es una contraseña en UTF-8"),
        ana.errors().lines());
    Path latin = Files.write(directory.resolve("latin"), new byte[] {'a', (byte) 0xE9, '\n'});
    assertEquals(
        ExitCode.FAILED,
        on("laptop", "register", "Ana", "--password-file", latin.toString()).exitCode());
    Path none = directory.resolve("none");
    Person missing = on("laptop", "register", "Ana", "--password-file", none.toString());
    assertEquals(ExitCode.FAILED, missing.exitCode());
    assertEquals(List.of("charla: no se puede leer " + none), missing.errors().lines());
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void passwordFileThatOthersCanReadIsUsedWithAWarning() throws IOException {
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
    Person ana = on("laptop", "register", "Ana", "--password-file", password.toString());
    assertEquals(List.of(), ana.output());
    assertTrue(ana.errors().text().startsWith("charla: aviso: "), ana.errors().text());
  }

  @Test
  void accountsOfAllServersAreListed() throws IOException {
    register("laptop", "Eva");
    register("laptop", "Ana");
    try (TestServer other = TestServer.withRegistration(directory.resolve("other"))) {
      String[] line = {
        "register",
        "Ana",
        "--server=127.0.0.1:" + other.port(),
        "--password-file",
        password.toString()
      };
      Person.startsIn(environment("laptop"), line).output();
      List<String> listed = Person.startsIn(environment("laptop"), "accounts").output();
      assertEquals(
          Stream.of(
                  "Ana\t127.0.0.1:" + other.port(),
                  "Ana\t" + serverAddress(),
                  "Eva\t" + serverAddress())
              .toList(),
          listed);
    }
    List<JsonNode> objects =
        EventSchema.parse(
            Person.startsIn(environment("laptop"), "accounts", "--output=json").output());
    assertEquals("account", objects.get(0).get("type").asString());
    assertEquals(List.of(), Person.startsIn(environment("phone"), "accounts").output());
  }

  @Test
  void deletedAccountIsForgottenAndItsNameIsFree() {
    register("laptop", "Ana");
    Person unconfirmed = on("laptop", "delete-account", "--password-file", password.toString());
    assertEquals(ExitCode.USAGE, unconfirmed.exitCode());
    assertEquals("Ana", actsAs("laptop"));
    Path guess = secret("guess", "12345678");
    assertEquals(
        ExitCode.AUTHENTICATION,
        on("laptop", "delete-account", "--yes", "--password-file", guess.toString()).exitCode());
    assertEquals("Ana", actsAs("laptop"));

    Person deleted =
        on("laptop", "delete-account", "--yes", "--password-file", password.toString());
    assertEquals(List.of("Se borró la cuenta Ana de " + serverAddress() + "."), errorsOf(deleted));
    assertEquals(List.of(), Person.startsIn(environment("laptop"), "accounts").output());
    assertEquals("Ana", actsAs("phone", "--name", "Ana"));
  }

  /** A user may expect that a password is an argument. */
  @Test
  void passwordThatIsTypedAsAnArgumentIsNotShown() {
    for (List<String> line :
        List.of(
            List.of("login", "Ana", "secreto123"),
            List.of("login", "Ana", "--password", "secreto123"),
            List.of("register", "Ana", "--password=secreto123"),
            List.of("passwd", "secreto123"))) {
      Person ana = Person.starts(line.toArray(String[]::new));
      assertEquals(ExitCode.USAGE, ana.exitCode());
      assertFalse(ana.errors().text().contains("secreto"), ana.errors().text());
    }
  }

  @Test
  void accountIsFoundByAnySpellingOfItsNameAndByNoOther() {
    register("laptop", "Ñandú");
    assertEquals("Ñandú", actsAs("laptop", "--account", "ÑANDÚ"));
    Person other = on("laptop", "whoami", "--account", "Nandu");
    assertEquals(ExitCode.AUTHENTICATION, other.exitCode());
    assertEquals(
        List.of(
            "charla: no hay una sesión iniciada en "
                + serverAddress()
                + " como «Nandu»; usa: charla login Nandu"),
        other.errors().lines());
  }

  private static List<String> errorsOf(Person person) {
    person.output();
    return person.errors().lines();
  }
}
