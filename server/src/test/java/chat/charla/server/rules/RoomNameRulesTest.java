package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.v1.CommandResult;
import chat.charla.v1.ErrorReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Names of rooms obey the same rules as names of identities, with two exceptions: two rooms may
 * have confusable names, and only names that are confusable with "lobby" are reserved.
 */
class RoomNameRulesTest {
  private final World world = new World();

  @ParameterizedTest
  @CsvSource({
    "a b, character",
    "kit\u200bchen, character",
    "k\u0456tchen, scripts",
    "l0bby, reserved",
    "LOBBY\u0301\u0301, marks",
    "1obby, reserved",
  })
  void aNewRoomObeysTheRules(String name, String rule) {
    CommandResult result = enter(name);

    assertEquals(ErrorReason.ERROR_REASON_ROOM_NAME_INVALID, result.getError().getReason());
    assertEquals("room", result.getError().getField());
    assertEquals(rule, result.getError().getMetadataOrThrow("rule"));
  }

  @Test
  void namesOfRoomsMayBeConfusableAndReserved() {
    assertEquals("team1", enter("team1").getRoomEntered().getTimeline().getRoom());
    assertEquals("teaml", enter("TeamL").getRoomEntered().getTimeline().getRoom());
    assertEquals("admin", enter("Admin").getRoomEntered().getTimeline().getRoom());
    assertEquals("lobby", enter("LOBBY").getRoomEntered().getTimeline().getRoom());
  }

  @Test
  void anExistingRoomWithAnInvalidNameCanBeEntered() {
    world.makeRoomOnDisk("k\u0456tchen");

    assertEquals("k\u0456tchen", enter("K\u0456TCHEN").getRoomEntered().getTimeline().getRoom());
  }

  /** Enters a room with a new identity, which then leaves so that its name is free again. */
  private CommandResult enter(String room) {
    ScriptedClient client = world.join("Ana");
    ScriptedStream stream = client.online();
    stream.enter("1", room);
    CommandResult result = stream.result("1");
    client.leave().get();
    return result;
  }
}
