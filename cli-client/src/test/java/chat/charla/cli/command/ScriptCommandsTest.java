package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.settings.PrivateFiles;
import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.ServerFixture;
import chat.charla.cli.testkit.TestServer;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script commands, with a real server. */
class ScriptCommandsTest extends ServerFixture {
  private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  @Test
  void sendPrintsSequenceAndId() {
    try (Person ana = Person.chats(server, "Ana")) {
      Person robot = Person.starts(server, "send", "--name", "Robot", "Cómo", "están?");
      List<String> output = robot.output();
      assertEquals(1, output.size());
      assertTrue(output.get(0).matches("1\t" + UUID), output.get(0));
      ana.sees("HH:MM <Robot> Cómo están?");
    }
  }

  @Test
  void sendTakesAPipedTextAsOneMessageOrAsLines() {
    try (Person ana = Person.chats(server, "Ana")) {
      Person robot = Person.starts(server, "send", "--name", "Robot");
      assertEquals(1, robot.typesFinally("uno\ndos\n").output().size());
      ana.sees("HH:MM <Robot> uno").sees("  | dos");
      Person lines = Person.starts(server, "send", "--name", "Robot", "--lines");
      assertEquals(2, lines.typesFinally("tres\n\ncuatro").output().size());
      ana.sees("HH:MM <Robot> tres").sees("HH:MM <Robot> cuatro");
    }
  }

  @Test
  void sendWithQuietPrintsNothing() {
    assertEquals(List.of(), Person.starts(server, "send", "--quiet", "hola").output());
    assertEquals(1, Person.starts(server, "history").output().size());
  }

  @Test
  void sendWithToIsAPrivateMessage() {
    try (Person ana = Person.chats(server, "Ana")) {
      Person.starts(server, "send", "--name", "Robot", "--to", "ana", "shh").output();
      ana.sees("HH:MM [privado] Robot → tú: shh");
    }
  }

  @Test
  void refusedSendPrintsOnlyTheReason() {
    Person robot = Person.starts(server, "send", "--to", "Nadie", "hola");
    assertEquals(ExitCode.REFUSED, robot.exitCode());
    assertEquals(List.of(), robot.screen().lines());
    assertEquals(List.of("charla: Usuario no conectado: «Nadie»"), robot.errors().lines());
  }

  @Test
  void sendTakesNoOtherNameIfItsNameIsInUse() {
    try (Person ana = Person.chats(server, "Ana")) {
      Person robot = Person.starts(server, "send", "--name", "ana", "hola");
      assertEquals(ExitCode.REFUSED, robot.exitCode());
      robot.errors().awaitLineStarting("charla: «ana»: Nombre en uso (libre: ");
      ana.types("fin").sees("HH:MM <Ana> fin");
    }
  }

  @Test
  void aConfusableNameIsRefusedWithTheNameInUse() {
    try (Person ana = Person.chats(server, "Carmen")) {
      Person robot = Person.starts(server, "send", "--name", "Carrnen", "hola");
      assertEquals(ExitCode.REFUSED, robot.exitCode());
      robot
          .errors()
          .awaitLineStarting(
              "charla: «Carrnen»: Ese nombre se confunde con Carmen, que está en uso"
                  + " (libre: Carrnen-2)");
      ana.types("fin").sees("HH:MM <Carmen> fin");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "admin | está reservado",
        "An\u0430 | mezcla letras de varios alfabetos",
        "An\u200ba | solo admite letras, números, «_», «.» y «-», no U+200B (espacio de ancho cero)",
      })
  void anInvalidNameIsRefusedWithTheViolatedRule(String name, String rule) {
    Person robot = Person.starts(server, "send", "--name", name, "hola");
    assertEquals(ExitCode.REFUSED, robot.exitCode());
    assertEquals(
        List.of("charla: «" + Sanitizer.line(name) + "»: Nombre no válido: " + rule),
        robot.errors().lines());
  }

  @Test
  void nameOfAScriptIsFreeAfterwards() {
    Person.starts(server, "send", "--name", "Robot", "uno").output();
    Person.starts(server, "send", "--name", "Robot", "dos").output();
  }

  @Test
  void usersListsTheUsersPresent() {
    try (Person ana = Person.chats(server, "Ana")) {
      Person.awaitPresent(server, "Ana");
      List<String> users = Person.starts(server, "users").output();
      assertEquals(1, users.size());
      assertTrue(users.get(0).matches("Ana\t[0-9a-z]+\tonline"), users.get(0));
      ana.types(":q");
      ana.exitCode();
    }
    assertEquals(List.of(), Person.starts(server, "users").output());
  }

  @Test
  void whoAmIPrintsNameIdAndRooms() {
    List<String> self = Person.starts(server, "whoami", "--name", "Ana").output();
    assertEquals(1, self.size());
    assertTrue(self.get(0).matches("Ana\t[0-9a-z]+\tlobby"), self.get(0));
  }

  @Test
  void scriptsThatListOrSendAreNotAnnounced() {
    Person.starts(server, "users").output();
    Person.starts(server, "whoami").output();
    Person.starts(server, "send", "hola").output();
    assertEquals(List.of(), server.announced());
  }

  @Test
  void tailFollowsNewMessages() {
    Person.starts(server, "send", "antes").output();
    Person tail = Person.starts(server, "tail", "--name", "Cola", "--count", "2");
    Person.awaitPresent(server, "Cola");
    Person.starts(server, "send", "--name", "Robot", "uno").output();
    Person.starts(server, "send", "--name", "Robot", "con\ttabulador").output();
    List<String> lines = tail.output();
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).matches("2\t20[-0-9]+T[.:0-9]+Z\tRobot\tuno"), lines.get(0));
    assertTrue(lines.get(1).endsWith("\tRobot\tcon\\ttabulador"), lines.get(1));
  }

  @Test
  void tailStartsAfterASequence() {
    for (String text : List.of("uno", "dos", "tres")) {
      Person.starts(server, "send", text).output();
    }
    assertEquals(
        List.of("dos", "tres"),
        texts(Person.starts(server, "tail", "--since", "1", "--count", "2").output()));
    assertEquals(
        List.of("uno"),
        texts(Person.starts(server, "tail", "--since", "0", "--count", "1").output()));
  }

  @Test
  void otherRoomsCanBeUsedToo() {
    Person.starts(server, "send", "--room", "Cocina", "--create", "uno").output();
    Person.starts(server, "send", "--room", "cocina", "dos").output();
    assertEquals(
        List.of("uno", "dos"),
        texts(
            Person.starts(server, "tail", "--room", "COCINA", "--since", "0", "--count", "2")
                .output()));
  }

  @Test
  void aMisspeltRoomIsAnErrorAndIsNotCreated() {
    for (String[] command :
        new String[][] {{"send", "--room", "cocna", "hola"}, {"tail", "--room", "cocna"}}) {
      Person script =
          Person.starts(server, command[0], Arrays.copyOfRange(command, 1, command.length));
      assertEquals(ExitCode.REFUSED, script.exitCode(), command[0]);
      assertEquals(
          List.of(
              "charla: La sala «cocna» no existe. Con --create se crea, si el nombre es válido."),
          script.errors().lines());
    }
    Person misspelt = Person.starts(server, "send", "--room", "mal!", "hola");
    assertEquals(ExitCode.REFUSED, misspelt.exitCode());
    assertEquals(
        List.of("charla: La sala «mal!» no existe. Con --create se crea, si el nombre es válido."),
        misspelt.errors().lines());
    for (String reading : List.of("history", "users")) {
      Person script = Person.starts(server, reading, "--room", "cocna");
      assertEquals(ExitCode.REFUSED, script.exitCode(), reading);
      assertEquals(List.of("charla: La sala «cocna» no existe"), script.errors().lines());
    }
    Person stored = Person.starts(server, "tail", "--no-follow", "--room", "cocna");
    assertEquals(ExitCode.REFUSED, stored.exitCode());
    assertEquals(List.of("charla: La sala «cocna» no existe"), stored.errors().lines());
    assertEquals(1, Person.starts(server, "rooms").output().size());
  }

  @Test
  void refusedRoomNameIsShown() {
    String rule = "solo admite letras, números, «_», «.» y «-», no «!»";
    for (List<String> command :
        List.of(
            List.of("send", "--port", server.port(), "--create", "--room", "mal!", "hola"),
            List.of("tail", "--port", server.port(), "--create", "--room", "mal!"))) {
      Person script = Person.starts(command.toArray(String[]::new));
      assertEquals(ExitCode.REFUSED, script.exitCode(), command::toString);
      assertEquals(
          List.of("charla: «mal!»: Nombre de sala no válido: " + rule), script.errors().lines());
    }
  }

  @Test
  void tailWithCreateCreatesTheRoom() {
    Person tail =
        Person.starts(
            server, "tail", "--room", "cocina", "--create", "--name", "Cola", "--count", "1");
    Person.awaitPresent(server, "Cola");
    Person.starts(server, "send", "--room", "cocina", "hola").output();
    assertEquals(List.of("hola"), texts(tail.output()));
  }

  /**
   * To read a room, the lasting identity enters it and leaves it again. To send, it enters and
   * stays.
   */
  @Test
  void scriptsInOtherRoomsAreNotAnnounced() throws IOException {
    Path token = directory.resolve("token");
    Files.writeString(token, TestServer.join(server, "Robot") + "\n");
    String[] robot = {"--token-file", token.toString()};
    Person bot = Person.starts(server, "pipe", "--name", "Bot");
    bot.types("{\"type\":\"enter\",\"room\":\"cocina\",\"ref\":\"1\"}");
    bot.types("{\"type\":\"send\",\"room\":\"cocina\",\"text\":\"uno\"}");
    bot.screen().await("the message", () -> bot.screen().text().contains("\"sent\""));

    for (String reading : List.of("history", "users", "tail")) {
      List<String> options = new ArrayList<>(List.of("--room", "cocina"));
      if (reading.equals("tail")) {
        options.add("--no-follow");
      }
      assertEquals(
          1, Person.starts(server, reading, options.toArray(String[]::new)).output().size());
      options.addAll(List.of(robot));
      assertEquals(
          1, Person.starts(server, reading, options.toArray(String[]::new)).output().size());
      String self = Person.starts(server, "whoami", robot).output().get(0);
      assertTrue(self.endsWith("\tlobby"), self);
    }
    Person.starts(server, "send", "--room", "cocina", "dos").output();
    Person.starts(server, "send", "--token-file", token.toString(), "--room", "cocina", "tres")
        .output();
    bot.screen().await("the messages", () -> bot.screen().text().contains("tres"));

    String seen = bot.typesFinally("").output().toString();
    assertFalse(seen.contains("\"user_joined\"") || seen.contains("\"user_reconnecting\""), seen);
    assertEquals(
        "cocina,lobby",
        Person.starts(server, "whoami", robot).output().get(0).replaceAll(".*\t", ""));
  }

  @Test
  void tailReconnects() throws IOException {
    Person tail = Person.starts(server, "tail", "--since", "0", "--count", "2");
    Person.starts(server, "send", "uno").output();
    tail.screen().await("a line", () -> tail.screen().lines().size() == 1);
    server.stop();
    tail.errors().awaitLineStarting("charla: conexión perdida");
    server.restart();
    Person.starts(server, "send", "dos").output();
    assertEquals(List.of("uno", "dos"), texts(tail.output()));
  }

  @Test
  void pingSaysHowManyCallsWereAnswered() {
    Person one = Person.starts(server, "ping", "--count", "1");
    assertEquals(1, one.output().size());
    assertEquals(List.of("1 enviado, 1 respondido"), one.errors().lines());
    Person two = Person.starts(server, "ping", "--count", "2", "--interval", "1ms");
    assertEquals(2, two.output().size());
    assertEquals(List.of("2 enviados, 2 respondidos"), two.errors().lines());
  }

  @Test
  void identityOfATokenIsNotEnded() throws IOException {
    Path token = directory.resolve("token");
    Files.writeString(token, TestServer.join(server, "Robot") + "\n");
    String[] whoami = {"--token-file", token.toString()};
    String first = Person.starts(server, "whoami", whoami).output().get(0);
    assertTrue(first.startsWith("Robot\t"), first);
    assertEquals(first, Person.starts(server, "whoami", whoami).output().get(0));
  }

  @Test
  void unknownTokenIsAnAuthenticationFailure() throws IOException {
    Path token = directory.resolve("token");
    PrivateFiles.write(token, "unknown-token".getBytes(StandardCharsets.US_ASCII));
    Person stranger = Person.starts(server, "users", "--token-file", token.toString());
    assertEquals(ExitCode.AUTHENTICATION, stranger.exitCode());
    assertEquals(
        List.of("charla: El servidor ya no reconoce tu identidad"), stranger.errors().lines());
    Files.writeString(token, "\n");
    Person empty = Person.starts(server, "users", "--token-file", token.toString());
    assertEquals(ExitCode.AUTHENTICATION, empty.exitCode());
  }

  /**
   * Waits until a user is listed as present. From then on the user's stream receives each message.
   */
  /** The last column. */
  private static List<String> texts(List<String> lines) {
    return lines.stream().map(line -> line.substring(line.lastIndexOf('\t') + 1)).toList();
  }
}
