package chat.charla.server.rules;

import static chat.charla.server.rules.FullServerFixture.assertFull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * When almost all the rooms that a server allows exist, an address whose clients have created many
 * of them can create no more.
 */
class RoomLimitRulesTest {
  @Test
  @Tag("fault:rooms-without-members")
  void roomsThatAreMadeAndLeftDoNotPreventNewOnes() {
    World large = new World().maxRooms(200);
    for (int i = 1; i <= 67; i++) {
      ScriptedStream stream = from(large, "192.0.2." + i, "Mallory-" + i);
      for (int room = 0; room < 3; room++) {
        String name = "m" + i + "-" + room;
        assertTrue(stream.enters(name));
        assertTrue(stream.leaves(name));
      }
    }

    ScriptedStream ana = large.join("Ana").online();

    for (int i = 0; i < 90; i++) {
      assertTrue(ana.enters("a" + i));
    }
    assertTrue(large.onDisk().rooms() <= 200);
  }

  @Test
  @Tag("fault:rooms-of-one-address")
  void anAddressWithManyRoomsCannotCreateTheLastTenthOfTheRooms() {
    World large = new World().maxRooms(200);
    ScriptedStream mallory = from(large, "192.0.2.1", "Mallory");
    ScriptedStream friend = from(large, "192.0.2.1", "Friend");
    int made = 0;
    while (made < 90 && mallory.enters("m" + made)) {
      made++;
    }
    while (friend.enters("m" + made)) {
      made++;
    }
    assertEquals(179, made, "with the lobby, nine tenths of 200");
    assertFull(mallory, "more");

    ScriptedStream ana = from(large, "192.0.2.2", "Ana");

    assertTrue(ana.enters("a1"));
    assertTrue(ana.enters("a2"));
    assertTrue(ana.enters("a3"));
    assertFull(ana, "a4");
    assertTrue(from(large, "192.0.2.3", "Berta").enters("b1"));
    assertFull(mallory, "more");
    assertTrue(mallory.enters("a1"), "a room that exists can be entered");
  }

  @Test
  void clientsWithoutAnAddressShareOneLimitIfOtherMachinesCanConnect() {
    assertEquals(180, roomsMadeBy(new World().maxRooms(200).exemptIsOneAddress()));
    assertEquals(200, roomsMadeBy(new World().maxRooms(200)));
  }

  @Test
  void aRemovedRoomNoLongerCountsForItsCreator() {
    World large = new World().maxRooms(200);
    ScriptedStream mallory = from(large, "192.0.2.1", "Mallory");
    ScriptedStream others = large.join("Other").online();
    assertTrue(mallory.enters("m1"));
    assertTrue(mallory.enters("m2"));
    assertTrue(mallory.enters("m3"));
    ScriptedStream more = large.join("More").online();
    for (int i = 0; i < 176; i++) {
      assertTrue((i < 90 ? others : more).enters("o" + i));
    }
    assertFull(mallory, "m4");
    assertTrue(mallory.leaves("m1"));
    assertTrue(large.join("Another").online().enters("o176"));

    assertTrue(mallory.enters("m4"), "m1 was removed, so two are left");
  }

  /** The number of rooms, with the lobby, when three identities have made as many as they can. */
  private static int roomsMadeBy(World large) {
    int rooms = 1;
    for (String name : List.of("Ana", "Berta", "Carla")) {
      ScriptedStream stream = large.join(name).online();
      for (int i = 0; i < 90 && stream.enters(name + i); i++) {
        rooms++;
      }
    }
    return rooms;
  }

  private static ScriptedStream from(World world, String address, String name) {
    ScriptedClient client = world.strangerFrom(address);
    client.join(name);
    return client.online();
  }
}
