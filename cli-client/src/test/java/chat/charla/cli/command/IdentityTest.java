package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.settings.PrivateFiles;
import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A command gets its identity from a name or a token file. With a real server. */
class IdentityTest {
  @TempDir Path directory;
  private TestServer server;
  private Path token;

  @BeforeEach
  void startServer() throws IOException {
    server = new TestServer(directory.resolve("data"));
    token = directory.resolve("bot").resolve("token");
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void identityOfANewTokenFileLasts() throws IOException {
    String first = whoAmI("--name", "Robot");
    assertTrue(first.startsWith("Robot\t"), first);
    String secret = Files.readString(token);
    assertEquals(first, whoAmI());
    assertEquals(secret, Files.readString(token));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void newTokenFileIsReadableByItsOwnerOnly() throws IOException {
    whoAmI();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(token)));
  }

  @Test
  void nameAndTokenFileTogetherRenameTheIdentity() {
    String before = whoAmI("--name", "Robot");
    String after = whoAmI("--name", "Androide");
    assertEquals("Androide", after.split("\t")[0]);
    assertEquals(before.split("\t")[1], after.split("\t")[1]);
    assertEquals(after, whoAmI());
  }

  @Test
  void takenNameIsRefusedToAnExistingIdentity() {
    whoAmI("--name", "Robot");
    try (Person ana = Person.chats(server, "Ana")) {
      Person robot = starts("whoami", "--name", "ana");
      assertEquals(ExitCode.REFUSED, robot.exitCode());
      ana.types("aquí").sees("HH:MM <Ana> aquí");
    }
    assertTrue(whoAmI().startsWith("Robot\t"));
  }

  /** Without its token, no later command could use or end the identity. */
  @Test
  void identityWhoseTokenCannotBeSavedEndsAtOnce() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    Path impossible = file.resolve("token");
    Person robot =
        Person.starts(server, "send", "--name=Robot", "--token-file=" + impossible, "hola");
    assertEquals(ExitCode.FAILED, robot.exitCode());
    assertEquals(
        List.of(
            "charla: no se puede escribir "
                + impossible
                + ": hay un archivo donde debería haber un directorio"),
        robot.errors().lines());
    Person.starts(server, "send", "--name=Robot", "el nombre quedó libre").output();
    List<String> said = Person.starts(server, "tail", "--since=0", "--count=1").output();
    assertTrue(said.get(0).endsWith("el nombre quedó libre"), said.get(0));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void tokenFileThatOthersCanReadIsUsedWithAWarning() throws IOException {
    String self = whoAmI();
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
    Person warned = starts("whoami");
    assertEquals(List.of(self), warned.output());
    assertEquals(1, warned.errors().lines().size());
    assertTrue(warned.errors().text().startsWith("charla: aviso: "), warned.errors().text());
  }

  @Test
  void invalidTokenFileIsNotReplaced() throws IOException {
    PrivateFiles.write(token, "no es un token".getBytes(StandardCharsets.UTF_8));
    Person robot = starts("whoami");
    assertEquals(ExitCode.AUTHENTICATION, robot.exitCode());
    assertEquals(List.of("charla: no hay un token válido en " + token), robot.errors().lines());
    assertEquals("no es un token", Files.readString(token));
  }

  @Test
  void tokenInTheEnvironmentIsRefused() {
    Person robot =
        Person.startsIn(Map.of("CHARLA_TOKEN", "abc", "CHARLA_PORT", server.port()), "whoami");
    assertEquals(ExitCode.USAGE, robot.exitCode());
    assertEquals(1, robot.errors().lines().size());
    assertTrue(robot.errors().text().contains("CHARLA_TOKEN_FILE"));
    assertFalse(robot.errors().text().contains("abc"));
  }

  @Test
  void environmentMayNameTheTokenFile() {
    Map<String, String> environment =
        Map.of("CHARLA_TOKEN_FILE", token.toString(), "CHARLA_PORT", server.port());
    List<String> first = Person.startsIn(environment, "whoami").output();
    assertEquals(first, Person.startsIn(environment, "whoami").output());
  }

  @Test
  void commandsThatOnlyReadTakeASimilarNameIfTheSettingsNameIsTaken() {
    Map<String, String> ana = Map.of("CHARLA_NAME", "Ana", "CHARLA_PORT", server.port());
    assertTrue(Person.startsIn(ana, "whoami").output().get(0).startsWith("Ana\t"));
    try (Person chat = Person.chats(server, "Ana")) {
      List<String> self = Person.startsIn(ana, "whoami").output();
      assertNotEquals("Ana", self.get(0).split("\t")[0]);
      assertEquals(ExitCode.REFUSED, Person.startsIn(ana, "send", "hola").exitCode());
      chat.types("aquí").sees("HH:MM <Ana> aquí");
    }
  }

  private String whoAmI(String... options) {
    List<String> output = starts("whoami", options).output();
    assertEquals(1, output.size());
    return output.get(0);
  }

  private Person starts(String command, String... options) {
    String[] all = new String[options.length + 1];
    all[0] = "--token-file=" + token;
    System.arraycopy(options, 0, all, 1, options.length);
    return Person.starts(server, command, all);
  }
}
