package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.EventSchema;
import chat.charla.cli.testkit.Person;
import chat.charla.cli.text.Spans;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Owners change rooms, and restrict members. With a real server. */
class RoomCommandsTest extends AccountFixture {
  @BeforeEach
  void makeRoom() {
    register("laptop", "Ana");
    register("phone", "Bea");
    on("laptop", "send", "--room", "dev", "--create", "hola").output();
    on("phone", "send", "--room", "dev", "hola, Ana").output();
  }

  @Test
  void ownerChangesSettings() {
    assertEquals(List.of("dev\t-\t-\t-\t-\t-"), ana("show", "dev").output());
    Person changed = ana("set", "dev", "--topic", "trenes", "--slow-mode", "20s");
    assertEquals(List.of("dev\t-\ttrenes\t-\t-\t20s"), changed.output());
    JsonNode shown =
        EventSchema.parse(on("phone", "room", "show", "dev", "--output", "json").output()).get(0);
    assertEquals("trenes", shown.get("topic").asString());
    assertEquals(20, shown.get("slow_mode_seconds").asLong());

    Person refused = on("phone", "room", "set", "dev", "--title", "mía");
    assertEquals(ExitCode.REFUSED, refused.exitCode());
    assertEquals(
        List.of(
            "charla: Tu rol en esta sala es demasiado bajo: hace falta el rol propietario o uno más"
                + " alto"),
        refused.errors().lines());
    assertEquals(ExitCode.USAGE, ana("set", "dev").exitCode());
    Person nowhere = ana("show", "nowhere");
    assertEquals(ExitCode.REFUSED, nowhere.exitCode());
    assertTrue(
        nowhere.errors().lines().get(0).endsWith("no existe"), nowhere.errors().lines()::toString);
  }

  @Test
  void refusalsAreInEnglishToo() {
    ana("mute", "dev", "bea").output();

    Person refused = on("phone", "room", "kick", "dev", "ana", "--lang", "en");
    assertEquals(ExitCode.REFUSED, refused.exitCode());
    assertTrue(
        refused.errors().lines().get(0).startsWith("charla: Your role in this room is too low"),
        refused.errors().lines()::toString);
    Person silent = on("phone", "send", "--room", "dev", "--lang", "en", "hola?");
    assertEquals(ExitCode.REFUSED, silent.exitCode());
    assertTrue(
        silent.errors().lines().get(0).startsWith("charla: You are muted in this room until"),
        silent.errors().lines()::toString);
  }

  @Test
  void membersAreObjectsOfTheSchema() {
    ana("ban", "dev", "bea", "--reason", "abuse").output();

    List<JsonNode> members = EventSchema.parse(ana("members", "dev", "--output", "json").output());
    JsonNode owner = byName(members, "Ana");
    assertEquals("owner", owner.get("role").asString());
    assertTrue(owner.get("inside").asBoolean());
    JsonNode banned = byName(members, "Bea");
    assertFalse(banned.get("inside").asBoolean());
    assertFalse(banned.get("banned_until").isNull());
    assertEquals(
        List.of("Ana"),
        EventSchema.parse(ana("members", "dev", "--min-role", "owner", "--output", "json").output())
            .stream()
            .map(member -> member.get("name").asString())
            .toList());
    JsonNode changed =
        EventSchema.parse(ana("unban", "dev", "bea", "--output", "json").output()).get(0);
    assertEquals("member", changed.get("type").asString());
    assertTrue(changed.get("banned_until").isNull());
  }

  @Test
  void anIdNamesAUserAsWell() {
    String id =
        byName(EventSchema.parse(ana("members", "dev", "--output", "json").output()), "Bea")
            .get("id")
            .asString();

    String line = ana("mute", "dev", id, "--by-id").output().get(0);

    assertTrue(line.startsWith("Bea\t" + id + "\tmember\tinside\t"), line);
    Person unknown = ana("kick", "dev", "unknown", "--by-id");
    assertEquals(ExitCode.REFUSED, unknown.exitCode());
  }

  @Test
  void theLongestMuteIsThatOfTheServer() {
    ana("mute", "dev", "bea", "--for", "3650d").output();
    assertEquals(ExitCode.USAGE, ana("mute", "dev", "bea", "--for", "3651d").exitCode());
    assertEquals(Spans.MAX, new DurationConverter().convert("3650d"));
  }

  @Test
  void mutedUserCannotWriteUntilUnmuted() {
    String line = ana("mute", "dev", "bea", "--for", "1h", "--reason", "spam").output().get(0);
    assertTrue(line.startsWith("Bea\t") && line.contains("\tinside\t"), line);
    Person silent = on("phone", "send", "--room", "dev", "¿hola?");
    assertEquals(ExitCode.REFUSED, silent.exitCode());
    assertTrue(
        silent.errors().lines().get(0).startsWith("charla: Estás silenciado en esta sala hasta"),
        silent.errors().lines()::toString);
    assertEquals(1, ana("members", "dev", "--restricted").output().size());

    ana("unmute", "dev", "bea").output();
    on("phone", "send", "--room", "dev", "otra vez").output();
    List<JsonNode> history =
        EventSchema.parse(on("laptop", "history", "--room", "dev", "--output", "json").output());
    List<String> types = history.stream().map(event -> event.get("type").asString()).toList();
    assertEquals(
        List.of("message", "message", "member_changed", "member_changed", "message"),
        types.subList(types.size() - 5, types.size()));
  }

  @Test
  void bannedUserWhoIsAwayCanBeUnbanned() {
    ana("ban", "dev", "bea").output();
    Person banned = on("phone", "send", "--room", "dev", "¿hola?");
    assertEquals(ExitCode.REFUSED, banned.exitCode());
    assertTrue(
        banned.errors().lines().get(0).startsWith("charla: No puedes entrar en esta sala hasta"),
        banned.errors().lines()::toString);
    assertTrue(ana("unban", "dev", "bea").output().get(0).endsWith("\tmember\t-\t-\t-"));
    on("phone", "send", "--room", "dev", "gracias").output();
  }

  @Test
  void operatorGivesTheLobbyItsFirstOwner() {
    Person refused = on("laptop", "room", "set", "lobby", "--topic", "x");
    assertEquals(ExitCode.REFUSED, refused.exitCode());
    String data = directory.resolve("data").toString();
    on("laptop", "admin", "role", "lobby", "Ana", "owner", "--data", data).output();
    assertEquals(
        List.of("lobby\t-\tx\t-\t-\t-"),
        on("laptop", "room", "set", "lobby", "--topic", "x").output());
  }

  @Test
  void unknownUserIsAnError() {
    Person unknown = ana("kick", "dev", "nadie");
    assertEquals(ExitCode.REFUSED, unknown.exitCode());
    assertTrue(
        unknown.errors().lines().get(0).contains("--by-id"), unknown.errors().lines()::toString);
  }

  private static JsonNode byName(List<JsonNode> members, String name) {
    return members.stream()
        .filter(member -> member.get("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Person ana(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(arguments));
    return on("laptop", "room", all.toArray(String[]::new));
  }
}
