package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.EventSchema;
import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.ServerFixture;
import chat.charla.cli.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Bots with a real server. Every output line is checked against the schema. */
class PipeCommandTest extends ServerFixture {
  @Test
  void everyCommandHasItsAnswer() {
    try (Person ana = Person.chats(server, "Ana")) {
      Person bot = Person.starts(server, "pipe", "--name", "Bot");
      bot.types("{'ref':'1','type':'whoami'}".replace('\'', '"'));
      assertEquals("Bot", await(bot, "self", "1").get("name").asString());
      type(bot, "{'ref':'2','type':'send','room':'lobby','text':'hola','id':'k'}");
      assertEquals(1, await(bot, "sent", "2").get("sequence").asLong());
      ana.sees("HH:MM <Bot> hola");
      type(bot, "{'ref':'3','type':'send','to':'ana','text':'shh'}");
      String anaId = await(bot, "sent", "3").get("to_id").asString();
      ana.sees("HH:MM [privado] Bot → tú: shh");
      type(bot, "{'ref':'4','type':'send','to_id':'" + anaId + "','text':'shh, shh'}");
      await(bot, "sent", "4");
      type(bot, "{'ref':'5','type':'users'}");
      await(bot, "done", "5");
      assertEquals(2, all(bot, "user").size());
      type(bot, "{'ref':'6','type':'enter','room':'Cocina'}");
      assertEquals("cocina", await(bot, "room_entered", "6").get("room").asString());
      type(bot, "{'ref':'7','type':'rooms'}");
      await(bot, "done", "7");
      assertEquals(2, all(bot, "room").size());
      type(bot, "{'ref':'8','type':'leave','room':'cocina'}");
      await(bot, "room_left", "8");
      type(bot, "{'ref':'9','type':'history','private':true,'count':1}");
      await(bot, "done", "9");
      assertEquals(
          "shh, shh", find(bot, object -> is(object, "message", "9")).get("text").asString());
      type(bot, "{'ref':'10','type':'rename','name':'Robot'}");
      assertEquals("Robot", await(bot, "self", "10").get("name").asString());
      bot.output();
    }
  }

  @Test
  void aRoomThatAnotherProgramOfTheBotEntersIsFollowed(@TempDir Path directory) {
    String token = "--token-file=" + directory.resolve("token");
    try (Person bot = Person.starts(server, "pipe", "--name=Bot", token)) {
      find(bot, object -> object.path("type").asString("").equals("ready"));

      Person other = Person.starts(server, "send", token, "--room=cocina", "--create", "hola");
      assertEquals(0, other.exitCode());

      JsonNode entered =
          find(bot, object -> object.path("type").asString("").equals("room_entered"));
      assertEquals("cocina", entered.get("room").asString());
      assertFalse(entered.has("ref"));
      find(bot, object -> object.path("text").asString("").equals("hola"));
      type(bot, "{'ref':'1','type':'leave','room':'cocina'}");
      await(bot, "room_left", "1");
      bot.output();
    }
  }

  @Test
  void refusalsAndInvalidLinesDoNotEndThePipe() {
    Person bot = Person.starts(server, "pipe");
    type(bot, "{'ref':'1','type':'send','room':'nowhere','text':'x'}");
    assertEquals("ROOM_NOT_FOUND", await(bot, "refused", "1").get("reason").asString());
    type(bot, "{'ref':'2','type':'send','room':'lobby','text':' '}");
    assertEquals("MESSAGE_EMPTY", await(bot, "refused", "2").get("reason").asString());
    type(bot, "{'ref':'3','type':'leave','room':'nowhere'}");
    assertEquals("ROOM_NOT_FOUND", await(bot, "refused", "3").get("reason").asString());
    type(bot, "{'ref':'4','type':'history','room':'nowhere'}");
    assertEquals("ROOM_NOT_FOUND", await(bot, "refused", "4").get("reason").asString());
    type(bot, "{'ref':'5','type':'rename','name':'not/a/name'}");
    assertEquals("NAME_INVALID", await(bot, "refused", "5").get("reason").asString());
    bot.types("").types("basura");
    type(bot, "{'ref':'6','type':'rooms','x':1}");
    assertEquals("UNKNOWN_KEY", await(bot, "error", "6").get("reason").asString());
    JsonNode invalid = find(bot, object -> object.path("line").asLong(0) == 7);
    assertEquals("INVALID_JSON", invalid.get("reason").asString());
    type(bot, "{'ref':'7','type':'whoami'}");
    await(bot, "self", "7");
    bot.output();
  }

  @Test
  void readyIsFirstAndHasTheTimelines() {
    Person.starts(server, "send", "uno").output();
    List<JsonNode> objects =
        EventSchema.parse(Person.starts(server, "pipe").typesFinally("x\n").output());
    assertEquals("ready", objects.get(0).get("type").asString());
    JsonNode lobby = objects.get(0).get("timelines").get(1);
    assertEquals("lobby", lobby.get("room").asString());
    assertEquals(1, lobby.get("head_sequence").asLong());
    assertFalse(lobby.get("epoch").asString().isEmpty());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aBotProgramReadsEventsAndWritesCommands() {
    String bot =
        "read ready; case $ready in *'\"type\":\"ready\"'*)"
            + " echo '{\"type\":\"send\",\"room\":\"lobby\",\"text\":\"hola\"}';; esac";
    Person pipe = Person.starts(server, "pipe", "--name", "Bot", "--exec", bot);
    assertEquals(List.of(), pipe.output());
    String line = Person.starts(server, "history").output().get(0);
    assertTrue(line.endsWith("\tBot\thola"), line);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aBotProgramThatFailsIsReported() {
    Person pipe = Person.starts(server, "pipe", "--exec", "exit 7");
    assertEquals(ExitCode.FAILED, pipe.exitCode());
    assertEquals(
        List.of("charla: el programa de --exec terminó con el código de salida 7"),
        pipe.errors().lines());
  }

  @Test
  void everyMessageIsSettledBeforeTheEnd() {
    StringBuilder commands = new StringBuilder();
    int count = 500;
    for (int number = 0; number < count; number++) {
      commands.append("{\"type\":\"send\",\"room\":\"lobby\",\"text\":\"%d\"}\n".formatted(number));
    }
    Person bot = Person.starts(server, "pipe").typesFinally(commands.toString());
    EventSchema.parse(bot.output());
    assertEquals(count, all(bot, "sent").size());
    List<String> texts = new ArrayList<>();
    for (String line : Person.starts(server, "history", "--since", "0").output()) {
      texts.add(line.substring(line.lastIndexOf('\t') + 1));
    }
    assertEquals(
        java.util.stream.IntStream.range(0, count).mapToObj(Integer::toString).toList(), texts);
  }

  @Test
  void messagesSurviveARestartOfTheServerExactlyOnce() throws IOException {
    Person bot = Person.starts(server, "pipe");
    type(bot, "{'ref':'1','type':'send','room':'lobby','text':'antes'}");
    await(bot, "sent", "1");
    server.stop();
    JsonNode lost = find(bot, object -> object.get("type").asString().equals("disconnected"));
    assertTrue(lost.get("retry_in_ms").isNumber(), lost::toString);
    type(bot, "{'ref':'2','type':'send','room':'lobby','text':'mientras'}");
    server.restart();
    await(bot, "sent", "2");
    assertEquals(2, all(bot, "ready").size());
    bot.output();
    assertEquals(2, Person.starts(server, "history").output().size());
  }

  @Test
  void missingResultsAreReportedAtTheEnd() {
    Person bot = Person.starts(server, "pipe", "--timeout", "300ms");
    find(bot, object -> object.get("type").asString().equals("ready"));
    server.stop();
    find(bot, object -> object.get("type").asString().equals("disconnected"));
    type(bot, "{'ref':'1','type':'send','room':'lobby','text':'x','id':'k'}");
    bot.typesFinally("");
    assertEquals(ExitCode.UNREACHABLE, bot.exitCode());
    assertEquals("k", await(bot, "outcome_unknown", "1").get("id").asString());
  }

  @Test
  void crashedBotContinuesWhereItWas() throws IOException {
    Path token = token("Bot");
    String[] identity = {"--token-file", token.toString()};
    String reply = "{\"type\":\"send\",\"room\":\"lobby\",\"text\":\"re: 1\",\"id\":\"re-1\"}\n";
    Person first = Person.starts(server, "pipe", identity).typesFinally(reply);
    first.output();
    JsonNode sent = all(first, "sent").get(0);
    Person.starts(server, "send", "mientras").output();
    String position = "lobby:" + sent.get("sequence").asLong() + "@" + sent.get("epoch").asString();
    Person second =
        Person.starts(server, "pipe", "--token-file", token.toString(), "--since", position);
    second.types(reply.strip());
    assertTrue(
        find(second, object -> object.get("type").asString().equals("sent"))
            .get("duplicate")
            .asBoolean());
    second.output();
    assertEquals(
        List.of("mientras"),
        all(second, "message").stream().map(object -> object.get("text").asString()).toList());
  }

  @Test
  void positionInAnotherEpochIsAGap() {
    Person.starts(server, "send", "uno").output();
    Person bot = Person.starts(server, "pipe", "--since", "lobby:1@other");
    JsonNode gap = find(bot, object -> object.get("type").asString().equals("gap"));
    assertEquals("reset", gap.get("reason").asString());
    bot.output();
  }

  @Test
  void positionInARoomThatTheBotIsNotInIsRefused() {
    Person bot = Person.starts(server, "pipe", "--since", "nope:3");
    assertEquals(ExitCode.REFUSED, bot.exitCode());
    assertEquals(
        List.of("charla: --since: esta identidad no está en la sala «nope»"), bot.errors().lines());
    assertEquals("", bot.screen().text());
  }

  @Test
  void roomOfAPositionIsFolded() {
    Person bot = Person.starts(server, "pipe", "--since", "LOBBY:1@other");
    find(bot, object -> object.get("type").asString().equals("gap"));
    bot.output();
  }

  @Test
  void twoPositionsInOneRoomAreRefused() {
    Person bot = Person.starts(server, "pipe", "--since", "lobby:3", "--since", "Lobby:4");
    assertEquals(ExitCode.USAGE, bot.exitCode());
    assertEquals(
        "charla: --since indica dos veces una sala, o los mensajes privados",
        bot.errors().lines().get(0));
  }

  @Test
  void existingIdentityReceivesOnlyNewEvents() throws IOException {
    Path token = token("Bot");
    Person.starts(server, "send", "antes").output();
    Person.starts(server, "send", "--to", "Bot", "antes").output();
    Person bot = Person.starts(server, "pipe", "--token-file", token.toString());
    find(bot, object -> object.get("type").asString().equals("ready"));
    Person.starts(server, "send", "después").output();
    find(bot, object -> object.path("text").asString("").equals("después"));
    bot.output();
    assertEquals(1, all(bot, "message").size());
  }

  @Test
  void secondProgramWithTheSameTokenStopsTheFirst() throws IOException {
    Path token = token("Bot");
    Person older = Person.starts(server, "pipe", "--token-file", token.toString());
    find(older, object -> object.get("type").asString().equals("ready"));
    try (Person newer = Person.starts(server, "pipe", "--token-file", token.toString())) {
      find(newer, object -> object.get("type").asString().equals("ready"));
      assertEquals(ExitCode.REFUSED, older.exitCode());
      JsonNode end = all(older, "disconnected").get(0);
      assertEquals("STREAM_SUPERSEDED", end.get("reason").asString());
      assertTrue(end.get("retry_in_ms").isNull());
    }
  }

  private Path token(String name) throws IOException {
    Path token = directory.resolve("token");
    Files.writeString(token, TestServer.join(server, name));
    return token;
  }

  private static void type(Person bot, String command) {
    bot.types(command.replace('\'', '"'));
  }

  private static JsonNode await(Person bot, String type, String ref) {
    return find(bot, object -> is(object, type, ref));
  }

  private static boolean is(JsonNode object, String type, String ref) {
    return object.get("type").asString().equals(type)
        && object.path("ref").asString("").equals(ref);
  }

  /** Waits for an object. */
  private static JsonNode find(Person bot, Predicate<JsonNode> wanted) {
    bot.screen()
        .await(
            "an object", () -> EventSchema.parse(bot.screen().lines()).stream().anyMatch(wanted));
    return EventSchema.parse(bot.screen().lines()).stream()
        .filter(wanted)
        .findFirst()
        .orElseThrow();
  }

  /** All objects of a type so far. */
  private static List<JsonNode> all(Person bot, String type) {
    return EventSchema.parse(bot.screen().lines()).stream()
        .filter(object -> object.get("type").asString().equals(type))
        .toList();
  }
}
