package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Which identity a command uses if the user is logged in to accounts. With a real server. */
class AccountChoiceTest extends AccountFixture {
  @Test
  void nameThatIsNoAccountIsThatOfAGuest() {
    register("laptop", "Ana");
    assertEquals("Luis", actsAs("laptop", "--name", "Luis"));
    assertEquals("Ana", actsAs("laptop", "--name", "ana"));
    assertEquals("Luis", whoAmIWith(Map.of("CHARLA_NAME", "Luis")));
  }

  @Test
  void tokenFileTakesPrecedenceOverTheOnlyAccount() {
    register("laptop", "Ana");
    String token = directory.resolve("bot.token").toString();
    assertEquals("Robot", actsAs("laptop", "--token-file", token, "--name", "Robot"));
    assertEquals("Robot", actsAs("laptop", "--token-file", token));
  }

  @Test
  void ofSeveralAccountsTheUserChoosesOne() {
    register("laptop", "Eva");
    register("laptop", "Ana");
    Person unclear = on("laptop", "send", "hola");
    assertEquals(ExitCode.USAGE, unclear.exitCode());
    assertEquals(
        List.of(
            "charla: hay sesiones iniciadas en "
                + serverAddress()
                + " con varias cuentas (Ana, Eva); elige una con --account"),
        unclear.errors().lines());
    assertEquals("Eva", actsAs("laptop", "--account", "Eva"));
    assertEquals("Ana", whoAmIWith(Map.of("CHARLA_ACCOUNT", "Ana")));
    on("laptop", "logout", "--account", "Ana").output();
    assertEquals("Eva", actsAs("laptop"));
  }

  @Test
  void optionOnTheCommandLineTakesPrecedenceOverOneInTheSettings() {
    register("laptop", "Ana");
    Map<String, String> settings = Map.of("CHARLA_ACCOUNT", "Ana");
    assertEquals("Luis", whoAmIWith(settings, "--name", "Luis"));
    String token = directory.resolve("bot.token").toString();
    assertTrue(whoAmIWith(settings, "--token-file", token).startsWith("whoami-"));
    assertEquals("Ana", whoAmIWith(Map.of("CHARLA_TOKEN_FILE", token), "--account", "Ana"));
    Person both = on("laptop", "whoami", "--account", "Ana", "--name", "Luis");
    assertEquals(ExitCode.USAGE, both.exitCode());
    assertEquals(
        "charla: --account no se puede usar junto con --name ni --token-file",
        both.errors().lines().get(0));
  }

  /** A session has one stream: the command would end the chat of the same user. */
  @Test
  void commandsWithAStreamUseAnAccountOnlyIfItIsNamed() {
    register("laptop", "Ana");
    try (Person chat = on("laptop", "chat").types("entro").sees("HH:MM <Ana> entro");
        Person tail = on("laptop", "tail", "--count=1")) {
      chat.screen().awaitLineStarting("HH:MM -- tail-");
      chat.types("hola");
      assertTrue(tail.screen().awaitLineStarting("2\t").endsWith("\tAna\thola"));
      assertEquals(ExitCode.DONE, tail.exitCode());
      chat.types("sigo aquí").sees("HH:MM <Ana> sigo aquí");
    }
    login("phone", "Ana");
    try (Person tail = on("laptop", "tail", "--count=1", "--account=Ana")) {
      Person.awaitPresent(server, "Ana");
      on("phone", "send", "de mi teléfono").output();
      assertTrue(tail.screen().awaitLineStarting("4\t").endsWith("\tAna\tde mi teléfono"));
    }
  }

  @Test
  void chatWithAnAccountContinuesItsSession() {
    register("laptop", "Ana");
    try (Person chat = on("laptop", "chat")) {
      chat.types("primero").sees("HH:MM <Ana> primero").types("/quit");
      assertEquals(ExitCode.DONE, chat.exitCode());
    }
    Person.starts(server, "send", "--name=Luis", "mientras tanto").output();
    try (Person chat = on("laptop", "chat")) {
      chat.sees("HH:MM <Luis> mientras tanto").types("segundo").sees("HH:MM <Ana> segundo");
      assertFalse(chat.screen().text().contains("primero"));
    }
    assertEquals(1, on("laptop", "sessions").output().size());
  }

  @Test
  void pendingMessagesOfARevokedSessionAreSentAfterALogIn() throws IOException {
    register("laptop", "Ana");
    login("phone", "Ana");
    try (Person chat = on("laptop", "chat").types("entro").sees("HH:MM <Ana> entro")) {
      server.stop();
      chat.screen().awaitLineStarting("HH:MM -- Conexión perdida");
      chat.types("sin enviar").types("/quit");
      assertEquals(ExitCode.FAILED, chat.exitCode());
    }
    server.restart();
    on("phone", "sessions", "--revoke-others").output();
    assertEquals(ExitCode.AUTHENTICATION, on("laptop", "chat").exitCode());
    login("laptop", "Ana");
    try (Person chat = on("laptop", "chat")) {
      chat.sees("HH:MM <Ana> sin enviar");
    }
    assertEquals(2, on("phone", "history").output().size());
  }

  @Test
  void damagedFileIsNamedAndReplacedByALogin() throws IOException {
    register("laptop", "Ana");
    Path file = accountFile("laptop");
    Files.writeString(file, "no es una cuenta");
    for (String command : List.of("whoami", "sessions")) {
      Person ana = on("laptop", command);
      assertEquals(ExitCode.AUTHENTICATION, ana.exitCode());
      assertEquals(
          List.of("charla: " + file + " está dañado; bórralo e inicia sesión de nuevo"),
          ana.errors().lines());
    }
    login("laptop", "Ana");
    assertEquals("Ana", actsAs("laptop"));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void fileThatOthersCanReadIsUsedWithAWarning() throws IOException {
    register("laptop", "Ana");
    Path file = accountFile("laptop");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    Person ana = on("laptop", "whoami");
    assertTrue(ana.output().get(0).startsWith("Ana\t"));
    assertEquals(1, ana.errors().lines().size());
    assertTrue(ana.errors().text().startsWith("charla: aviso: "), ana.errors().text());
  }

  private String whoAmIWith(Map<String, String> settings, String... options) {
    Map<String, String> environment = new HashMap<>(environment("laptop"));
    environment.putAll(settings);
    environment.put("CHARLA_PORT", server.port());
    String[] all = new String[options.length + 1];
    all[0] = "whoami";
    System.arraycopy(options, 0, all, 1, options.length);
    return Person.startsIn(environment, all).output().get(0).split("\t", -1)[0];
  }
}
