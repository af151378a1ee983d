package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.Person;
import chat.charla.name.NameFold;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The operator gives an account another name. The user is logged in to it. With a real server. */
class RenamedAccountTest extends AccountFixture {
  private void registersAndIsRenamed() {
    register("laptop", "ana");
    admin("rename", "ana", "Anabel").output();
  }

  /** What {@code charla accounts} prints on the laptop. */
  private List<String> accounts() {
    return Person.startsIn(environment("laptop"), "accounts").output();
  }

  @Test
  void scriptsMayUseThePresentAndTheFormerName() {
    registersAndIsRenamed();
    assertEquals("Anabel", actsAs("laptop", "--account", "Anabel"));
    assertEquals(List.of("Anabel\t" + serverAddress()), accounts());
    assertEquals("Anabel", actsAs("laptop", "--account", "ana"));
    assertEquals("Anabel", actsAs("laptop", "--name", "ana"));
    assertEquals("Anabel", actsAs("laptop"));
  }

  @Test
  void theFormerNameWorksBeforeTheNewOneIsKnown() {
    registersAndIsRenamed();
    assertEquals("Anabel", actsAs("laptop", "--account", "ana"));
    assertEquals(List.of("Anabel\t" + serverAddress()), accounts());
  }

  @Test
  void commandsAboutTheAccountUseThePresentName() {
    registersAndIsRenamed();
    assertEquals(1, on("laptop", "sessions", "--account", "Anabel").output().size());
    Person logout = on("laptop", "logout", "--account", "ana");
    assertEquals(List.of(), logout.output());
    logout.errors().awaitLine("Sesión cerrada en " + serverAddress() + ": Anabel.");
    assertEquals(List.of(), accounts());
  }

  @Test
  void theFormerNameMayBelongToAnotherAccountOfTheUser() {
    registersAndIsRenamed();
    register("laptop", "ana");
    assertEquals(List.of("Anabel\t" + serverAddress(), "ana\t" + serverAddress()), accounts());
    assertEquals("Anabel", actsAs("laptop", "--account", "Anabel"));
    assertEquals("ana", actsAs("laptop", "--account", "ana"));
    on("laptop", "logout", "--account", "ana").output();
    assertEquals("Anabel", actsAs("laptop"));
  }

  @Test
  void aLogInUnderTheNewNameOpensNoSecondSession() {
    registersAndIsRenamed();
    Person again = on("laptop", "login", "Anabel", "--password-file", password.toString());
    assertEquals(List.of(), again.output());
    again.errors().awaitLine("Ya hay una sesión iniciada en " + serverAddress() + " como Anabel.");
    assertEquals(1, on("laptop", "sessions").output().size());
  }

  @Test
  void aLogInUnderTheFormerNameIsOneToAnotherAccount() {
    registersAndIsRenamed();
    register("phone", "ana");
    login("laptop", "ana");
    assertEquals("ana", actsAs("laptop", "--account", "ana"));
    assertEquals("Anabel", actsAs("laptop", "--account", "Anabel"));
  }

  @Test
  void aRunningChatShowsTheNewNameAndSavesIt() {
    register("laptop", "ana");
    try (Person chat = on("laptop", "chat").types("entro").sees("HH:MM <ana> entro")) {
      admin("rename", "ana", "Anabel").output();
      chat.sees("HH:MM -- Ahora te llamas Anabel.");
      chat.types("soy yo").sees("HH:MM <Anabel> soy yo").types("/quit");
      assertEquals(ExitCode.DONE, chat.exitCode());
      assertFalse(chat.screen().text().contains("ana ahora se llama"), chat.screen().text());
    }
    assertEquals(List.of("Anabel\t" + serverAddress()), accounts());
  }

  @Test
  void aFileOfAnOlderVersionIsReadAndReplaced() throws IOException {
    register("laptop", "ana");
    Path old = asOlderVersionsWrite(accountFile("laptop"), "ana");
    assertEquals(List.of("ana\t" + serverAddress()), accounts());
    assertEquals(old, accountFile("laptop"));
    assertEquals("ana", actsAs("laptop", "--account", "ana"));
    assertEquals(2, Files.readAllLines(accountFile("laptop")).size(), "it has the id now");
    assertFalse(Files.exists(old));
    assertEquals("ana", actsAs("laptop"));
  }

  @Test
  void aRegistrationUnderTheFreedNameKeepsASessionThatAnOlderVersionHasSaved() throws IOException {
    register("laptop", "ana");
    asOlderVersionsWrite(accountFile("laptop"), "ana");
    admin("rename", "ana", "Anabel").output();
    register("laptop", "ana");
    assertEquals(2, accountFiles("laptop").size());
    assertEquals("Anabel", actsAs("laptop", "--account", "Anabel"));
    assertEquals("ana", actsAs("laptop", "--account", "ana"));
  }

  /** The session has ended before the account's id was known. */
  @Test
  void pendingMessagesOfASessionOfAnOlderVersionAreSentAfterALogIn() throws IOException {
    register("laptop", "ana");
    try (Person chat = on("laptop", "chat").types("entro").sees("HH:MM <ana> entro")) {
      server.stop();
      chat.screen().awaitLineStarting("HH:MM -- Conexión perdida");
      chat.types("sin enviar").types("/quit");
      assertEquals(ExitCode.FAILED, chat.exitCode());
    }
    server.restart();
    asOlderVersionsWrite(accountFile("laptop"), "ana");
    admin("rename", "ana", "Anabel").output();
    admin("revoke", "Anabel").output();
    login("laptop", "Anabel");
    try (Person chat = on("laptop", "chat")) {
      chat.sees("HH:MM <Anabel> sin enviar");
    }
    assertEquals(1, accountFiles("laptop").size());
  }

  @Test
  void aLogInReplacesAnEndedSessionOfAnOlderVersion() throws IOException {
    register("laptop", "ana");
    asOlderVersionsWrite(accountFile("laptop"), "ana");
    admin("revoke", "ana").output();
    login("laptop", "ana");
    assertEquals(1, accountFiles("laptop").size());
    assertEquals("ana", actsAs("laptop"));
  }

  /** Replaces an account's file by the one that older versions have written. */
  private static Path asOlderVersionsWrite(Path file, String name) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(NameFold.fold(name).getBytes(StandardCharsets.UTF_8));
      Path old = file.resolveSibling(HexFormat.of().formatHex(hash) + ".account");
      List<String> lines = Files.readAllLines(file);
      assertTrue(lines.get(0).endsWith(" " + name), lines.get(0));
      Files.delete(file);
      Files.writeString(old, lines.get(0) + "\n");
      return old;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
