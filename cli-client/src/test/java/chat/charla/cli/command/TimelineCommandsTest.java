package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Route;
import chat.charla.cli.output.JsonOutput;
import chat.charla.cli.script.History;
import chat.charla.cli.script.ScriptIdentity;
import chat.charla.cli.script.ScriptSession;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.cli.testkit.EventSchema;
import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The part of a timeline that {@code history} and {@code tail} print, and the moment at which they
 * end.
 */
class TimelineCommandsTest {
  @TempDir Path directory;

  @Test
  void historyPrintsTheNewestMessagesInTheirOrder() throws IOException {
    try (TestServer server = serverWith(60)) {
      assertEquals(range(11, 60), sequences(server, "history"));
      assertEquals(range(58, 60), sequences(server, "history", "--count", "3"));
      assertEquals(range(1, 60), sequences(server, "history", "--count", "1000"));
      assertEquals(range(7, 9), sequences(server, "history", "--count", "3", "--before", "10"));
      assertEquals(range(1, 60), sequences(server, "history", "--since", "0"));
      assertEquals(range(31, 32), sequences(server, "history", "--since", "30", "--count", "2"));
      assertEquals(List.of(), sequences(server, "history", "--count", "0"));
      assertEquals(List.of(), sequences(server, "history", "--since", "60"));
      assertEquals(List.of(), sequences(server, "history", "--before", "1"));
      assertEquals(List.of(), sequences(server, "history", "--private"));
    }
  }

  @Test
  void historyHasSeveralPages() throws IOException {
    try (TestServer server = serverWith(1203)) {
      assertEquals(range(1, 1203), sequences(server, "history", "--since", "0"));
      assertEquals(range(4, 1203), sequences(server, "history", "--count", "1200"));
    }
  }

  @Test
  void trimmedMessagesAreReportedAsAGap() throws IOException {
    try (TestServer server = new TestServer(directory.resolve("data"), 10)) {
      fill(server, 2000);
      // After the restart, the server's memory has no events that the log has trimmed.
      server.stop();
      server.restart();
      for (List<String> command :
          List.of(
              List.of("history", "--since", "3"), List.of("tail", "--since", "3", "--no-follow"))) {
        List<JsonNode> objects = objects(server, command);
        JsonNode gap = objects.get(0);
        assertEquals("gap", gap.get("type").asString(), command::toString);
        assertEquals("trimmed", gap.get("reason").asString());
        assertEquals(4, gap.get("first").asLong());
        assertEquals(
            range(gap.get("last").asLong() + 1, 2000),
            objects.stream().skip(1).map(object -> object.get("sequence").asLong()).toList());
      }
      Person text = Person.starts(server, "tail", "--since", "3", "--no-follow");
      text.output();
      text.errors().awaitLineStarting("charla: faltan los mensajes 4 a ");
      // Without --since, no gap is reported.
      Person newest = Person.starts(server, "history", "--count", "2000");
      assertTrue(newest.output().size() < 2000);
      assertEquals("", newest.errors().text());
    }
  }

  @Test
  void historyNoticesARestoredServerAndWritesAWholeRoom() throws IOException {
    try (TestServer server = serverWith(3)) {
      assertEquals(range(1, 3), sequences(server, "history", "--all"));
      Person replaced = Person.starts(server, "history", "--since", "2", "--epoch", "other");
      assertEquals(3, replaced.output().size());
      replaced.errors().awaitLineStarting("charla: el historial del servidor fue reemplazado");
    }
  }

  @Test
  void tailEndsAtItsLimits() throws IOException {
    try (TestServer server = serverWith(5)) {
      assertEquals(range(1, 5), sequences(server, "tail", "--no-follow"));
      assertEquals(range(4, 5), sequences(server, "tail", "--no-follow", "--since", "3"));
      assertEquals(range(1, 2), sequences(server, "tail", "--since", "0", "--count", "2"));
      assertEquals(range(1, 5), sequences(server, "tail", "--since", "0", "--timeout", "2s"));
      Person waiting = Person.starts(server, "tail", "--count", "1", "--timeout", "100ms");
      assertEquals(ExitCode.UNREACHABLE, waiting.exitCode());
      assertEquals(
          List.of("charla: no llegaron todos los mensajes dentro del tiempo límite"),
          waiting.errors().lines());
    }
  }

  @Test
  void privateMessagesCanBeReadAsATimeline() throws IOException {
    try (TestServer server = serverWith(1)) {
      Path token = directory.resolve("token");
      Files.writeString(token, TestServer.join(server, "Bot"));
      String[] whose = {"--token-file", token.toString(), "--private"};
      Person.starts(server, "send", "--name", "Ana", "--to", "Bot", "uno").output();
      assertEquals(List.of(1L), sequences(server, "history", whose));
      Person tail = Person.starts(server, "tail", with(whose, "--count", "1"));
      // The tail must not print the message that exists already.
      Person.awaitPresent(server, "Bot");
      Person.starts(server, "send", "--name", "Ana", "--to", "Bot", "dos").output();
      String line = tail.output().get(0);
      assertTrue(line.matches("2\t[^\t]+\tAna\tBot\tdos"), line);
    }
  }

  @Test
  void memberReadsWithoutReplacingItsStream() throws IOException {
    try (TestServer server = serverWith(1)) {
      Path token = directory.resolve("token");
      Files.writeString(token, TestServer.join(server, "Bot"));
      String[] whose = {"--token-file", token.toString()};
      Person bot = Person.starts(server, "pipe", whose);
      bot.types("{\"type\":\"enter\",\"room\":\"cocina\"}");
      bot.screen().await("entry", () -> bot.screen().text().contains("\"room_entered\""));
      Person.starts(server, "send", with(whose, "--room", "Cocina", "hola")).output();
      Person.starts(server, "history", with(whose, "--room", "cocina")).output();
      List<String> users = Person.starts(server, "users", with(whose, "--room", "cocina")).output();
      assertEquals(1, users.size(), users::toString);
      assertTrue(!bot.output().toString().contains("\"disconnected\""));
    }
  }

  @Test
  void tailContinuesAfterAnotherProgramHasLeftItsRoom() throws Exception {
    try (TestServer server = serverWith(1)) {
      String token = TestServer.join(server, "Bot");
      Path file = directory.resolve("token");
      Files.writeString(file, token);
      Person.starts(server, "send", "--room", "cocina", "--create", "uno").output();
      String[] arguments = {
        "--token-file", file.toString(), "--room", "cocina", "--since", "0", "--count", "3"
      };
      Person tail = Person.starts(server, "tail", arguments);
      tail.screen().await("uno", () -> tail.screen().text().contains("uno"));

      for (String text : List.of("dos", "tres")) {
        try (ScriptSession other = session(server, token)) {
          other.calls().leave("cocina");
        }
        Person.starts(server, "send", "--room", "cocina", text).output();
        tail.screen().await(text, () -> tail.screen().text().contains(text));
      }

      assertEquals(
          List.of("uno", "dos", "tres"),
          tail.output().stream().map(line -> line.substring(line.lastIndexOf('\t') + 1)).toList());
    }
  }

  /**
   * Both sessions enter the room to read it. The session {@code first} leaves the room before
   * {@code second} reads it.
   */
  @Test
  void historyContinuesAfterAnotherProgramHasLeftTheRoom() throws Exception {
    try (TestServer server = serverWith(1)) {
      String token = TestServer.join(server, "Bot");
      Person.starts(server, "send", "--room", "cocina", "--create", "uno").output();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (ScriptSession second = session(server, token)) {
        History history;
        try (ScriptSession first = session(server, token)) {
          first.history("cocina");
          history = second.history("cocina");
        }
        history.write(
            History.Part.ALL,
            new JsonOutput(new PrintStream(out, true, StandardCharsets.UTF_8)),
            History.Progress.IGNORED);
      }
      assertTrue(out.toString(StandardCharsets.UTF_8).contains("\"uno\""));
    }
  }

  @Test
  void roomIsEnteredBeforeItIsRead() throws IOException {
    try (TestServer server = serverWith(1)) {
      Person.starts(server, "send", "--room", "cocina", "--create", "hola").output();
      assertEquals(List.of(1L), sequences(server, "history", "--room", "cocina"));
      assertEquals(List.of(), Person.starts(server, "users", "--room", "cocina").output());
      assertTrue(
          Person.starts(server, "rooms").output().contains("cocina\t0\t1\t-"),
          "the room is listed");
    }
  }

  private static ScriptSession session(TestServer server, String token)
      throws CallFailedException, IOException {
    return ScriptSession.open(
        Route.plaintext(new ServerAddress("localhost", Integer.parseInt(server.port()))),
        ScriptIdentity.existing(null, "", token));
  }

  private TestServer serverWith(int messages) throws IOException {
    TestServer server = new TestServer(directory.resolve("data"));
    fill(server, messages);
    return server;
  }

  private static void fill(TestServer server, int messages) {
    StringBuilder commands = new StringBuilder();
    for (int number = 1; number <= messages; number++) {
      commands.append("{\"type\":\"send\",\"room\":\"lobby\",\"text\":\"x\"}\n");
    }
    Person.starts(server, "pipe").typesFinally(commands.toString()).output();
  }

  private static String[] with(String[] arguments, String... more) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static List<JsonNode> objects(TestServer server, List<String> command) {
    String[] arguments =
        with(command.subList(1, command.size()).toArray(String[]::new), "--output", "json");
    return EventSchema.parse(Person.starts(server, command.get(0), arguments).output());
  }

  private static List<Long> sequences(TestServer server, String command, String... arguments) {
    return objects(server, List.of(with(new String[] {command}, arguments))).stream()
        .map(object -> object.get("sequence").asLong())
        .toList();
  }

  private static List<Long> range(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
