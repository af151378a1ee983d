package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The number of all memberships is limited. An address that has many memberships gets none of the
 * last tenth.
 */
class MembershipLimitRulesTest {
  private static final int LIMIT = 20;
  private static final int NINE_TENTHS = 18;
  private static final String ADDRESS = "192.0.2.1";
  private static final Duration RETRIES = Duration.ofSeconds(5);

  private final World world = new World().maxMemberships(LIMIT);
  private int joined;

  @Test
  @Tag("fault:memberships-of-one-address")
  void otherAddressesCanTakeTheLastTenth() {
    List<ScriptedStream> attackers = List.of(online(ADDRESS), online(ADDRESS));

    assertEquals(NINE_TENTHS, fill(attackers));
    assertTrue(online("198.51.100.1").enters("room1"));
    assertTrue(online("198.51.100.2").enters("other"));
    assertFull(online("198.51.100.3"), "room1");
  }

  @Test
  void clientsWithoutAnAddressCanTakeAllMemberships() {
    assertEquals(LIMIT, fill(List.of(online(""), online(""))));
  }

  @Test
  void aFullServerRefusesOnlyNewMemberships() {
    ScriptedStream stream = online("");
    fill(List.of(stream));

    assertTrue(stream.enters("room1"), "already a member");
    assertTrue(stream.leaves("lobby"));
    assertTrue(stream.enters("lobby"));
    assertFull(stream, "lobby-2");
    ScriptedClient newcomer = world.join("newcomer");
    newcomer.say("the lobby is open to all");
  }

  @Test
  void anEndedMembershipAllowsAnother() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    fill(List.of(stream));

    assertTrue(stream.leaves("room1"));
    assertTrue(stream.enters("room2"), "already a member, so the place stays free");
    assertTrue(online("").enters("room2"));
    assertFull(online(""), "room2");

    ana.leave().get();
    assertEquals(LIMIT - 1, fill(List.of(online(""))));
  }

  @Test
  void membershipsOfAnExpiredIdentityDoNotCount() {
    ScriptedStream stream = online(ADDRESS);
    fill(List.of(stream));
    stream.cut();
    world.pass(World.LIFETIME.plusHours(2));

    assertEquals(NINE_TENTHS, fill(List.of(online(ADDRESS))));
  }

  @Test
  void storedMembershipsCountAfterARestart() {
    ScriptedClient ana = world.join("Ana");
    fill(List.of(ana.online()));

    world.restart();

    assertFull(online(""), "room1");
    assertTrue(ana.online().leaves("room1"));
    assertTrue(online("").enters("room1"));
  }

  @Test
  void storedMembershipsAreKeptIfThereAreMoreThanTheLimit() {
    ScriptedClient ana = world.stranger();
    JoinResponse session = ana.join("Ana");
    fill(List.of(ana.online()));

    world.restartWithMaxMemberships(3);

    ScriptedClient later = world.stranger().as(session);
    assertEquals(LIMIT + 1, later.whoAmI().get().getRoomsCount(), "with the lobby");
    assertFull(later.online(), "other");
  }

  @Test
  void aMembershipThatCouldNotBeStoredDoesNotCount() {
    world.maxRoomsPerIdentity(LIMIT / 2);
    ScriptedStream owner = online("");
    assertTrue(owner.enters("existing"));
    ScriptedStream stream = online("");
    world.faults().failingWrites(1);
    for (int i = 1; i <= 2 * LIMIT; i++) {
      stream.enter("failing " + i, "existing");
      stream.refused("failing " + i, ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    }
    world.faults().failingWrites(0);
    world.pass(RETRIES);

    assertEquals(LIMIT - 1, fill(List.of(online(""), online(""), online(""))));
  }

  @Test
  void aMembershipThatIsAskedForTwiceCountsOnce() {
    ScriptedStream stream = online("");
    for (int i = 0; i < LIMIT; i++) {
      stream.enter("e" + i, "room0");
    }
    assertTrue(stream.result("e" + (LIMIT - 1)).hasRoomEntered());

    assertEquals(LIMIT - 1, fill(List.of(stream)));
  }

  /**
   * Enters room1, room2 and so on with each stream in turn, until the server refuses; returns how
   * many entries it accepted.
   */
  private static int fill(List<ScriptedStream> streams) {
    int entered = 0;
    while (true) {
      ScriptedStream next = streams.get(entered % streams.size());
      String room = "room" + (entered / streams.size() + 1);
      if (!next.enters(room)) {
        assertFull(next, room);
        return entered;
      }
      entered++;
    }
  }

  private static void assertFull(ScriptedStream stream, String room) {
    String id = "full " + room;
    stream.enter(id, room);
    stream.refused(id, ErrorReason.ERROR_REASON_SERVER_FULL);
  }

  private ScriptedStream online(String address) {
    ScriptedClient client = address.isEmpty() ? world.stranger() : world.strangerFrom(address);
    client.join("user" + ++joined);
    return client.online();
  }
}
