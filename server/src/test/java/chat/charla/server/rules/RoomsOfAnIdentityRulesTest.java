package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.Open;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The number of rooms that an identity may be a member of is limited; here, to three. */
class RoomsOfAnIdentityRulesTest {
  private final World world = new World().maxRoomsPerIdentity(3);
  private final ScriptedClient ana = world.join("Ana");

  @Test
  void theNumberOfRoomsOfAnIdentityIsLimited() {
    world.server();
    for (String room : List.of("one", "two", "three")) {
      world.makeRoomOnDisk(room);
    }
    world.restart();
    ScriptedStream stream = ana.online(); // a member of the lobby
    stream.enter("1", "one");
    stream.enter("2", "two");

    stream.enter("3", "three");
    stream.refused("3", ErrorReason.ERROR_REASON_TOO_MANY_ROOMS);
    stream.enter("2 again", "two");
    assertTrue(stream.result("2 again").hasRoomEntered());
    stream.leave("4", "one");
    stream.enter("5", "three");

    assertTrue(stream.result("5").hasRoomEntered());
    assertEquals(List.of("lobby", "three", "two"), ana.whoAmI().get().getRoomsList());
  }

  @Test
  void twoStreamsThatEnterRoomsAtOnceDoNotExceedTheLimit() {
    ScriptedStream later = openWhileEnteringTheSecondRoom("one", "two", "three");

    later.enter("3", "three");

    later.refused("3", ErrorReason.ERROR_REASON_TOO_MANY_ROOMS);
    assertEquals(List.of("lobby", "one", "two"), ana.whoAmI().get().getRoomsList());
  }

  @Test
  void aRoomThatIsBeingEnteredCountsOnce() {
    ScriptedStream later = openWhileEnteringTheSecondRoom("one", "two");

    later.enter("2 again", "two");

    assertTrue(later.result("2 again").hasRoomEntered());
    assertEquals(List.of("lobby", "one", "two"), ana.whoAmI().get().getRoomsList());
  }

  /**
   * Opens a new stream of Ana. She is a member of the lobby and the first room, and her entry into
   * the second room is being stored. More rooms exist.
   */
  private ScriptedStream openWhileEnteringTheSecondRoom(
      String first, String second, String... more) {
    world.server();
    world.makeRoomOnDisk(first);
    world.makeRoomOnDisk(second);
    for (String room : more) {
      world.makeRoomOnDisk(room);
    }
    world.restart();
    ScriptedStream former = ana.online();
    former.enter("1", first);
    former.result("1");
    world.faults().maxDelay(World.SLOW_DISK);
    former.enter("2", second);
    world.pass(World.ARRIVAL);
    return ana.open(Open.newBuilder());
  }
}
