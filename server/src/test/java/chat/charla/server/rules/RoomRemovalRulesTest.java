package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.TimelineState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rooms a full server removes for new ones: those that have neither members nor messages. */
class RoomRemovalRulesTest extends FullServerFixture {
  @Test
  void aRoomWithoutMembersAndMessagesIsRemovedForANewOne() {
    ScriptedClient ana = joinFull();

    assertTrue(ana.online().enters("new"));

    assertNull(world.onDisk().room("old1"));
    assertNotNull(world.onDisk().room("old2"));
    assertEquals(10, world.onDisk().rooms());
    assertEquals(
        List.of("lobby", "new", "old2", "old3", "old4", "old5", "old6", "old7", "old8", "old9"),
        rooms(ana));
    ana.call(message("old1", "m1")).refused(ErrorReason.ERROR_REASON_ROOM_NOT_FOUND);
  }

  @Test
  void aRoomThatMustExistIsNotCreatedAgainWhileItIsRemoved() {
    ScriptedStream ana = joinFull().online();
    ScriptedStream berta = world.join("Berta").online();
    world.faults().maxDelay(World.SLOW_DISK);

    ana.enter("e", "new");
    world.pass(World.ARRIVAL);
    berta.enterExisting("e", "old1");
    world.pass(Duration.ofSeconds(10));

    berta.refused("e", ErrorReason.ERROR_REASON_ROOM_NOT_FOUND);
    assertTrue(ana.result("e").hasRoomEntered());
    assertNull(world.onDisk().room("old1"));
  }

  @Test
  void belowNineTenthsNoRoomIsRemoved() {
    ScriptedClient ana = joinWith(8); // with the lobby, nine rooms of ten

    ScriptedStream stream = ana.online();
    assertTrue(stream.enters("new"), "nine of ten existed, so one is removed");
    assertEquals(9, world.onDisk().rooms());

    World roomy = new World().maxRooms(11);
    roomy.server();
    roomy.makeRoomOnDisk("old1");
    roomy.restart();
    assertTrue(roomy.join("Ana").online().enters("new"));
    assertNotNull(roomy.onDisk().room("old1"));
  }

  @Test
  void theRoomThatHasBeenWithoutMembersLongestIsRemovedFirst() {
    ScriptedStream ana = joinFull().online();
    assertTrue(ana.enters("old1"));
    assertTrue(ana.leaves("old1"));

    assertTrue(ana.enters("new1"));
    assertTrue(ana.enters("new2"));

    assertNotNull(world.onDisk().room("old1"));
    assertNull(world.onDisk().room("old2"));
    assertNull(world.onDisk().room("old3"));
  }

  @Test
  void afterARestartTheSameRoomsMayBeRemovedOldestFirst() {
    ScriptedClient ana = joinFull();
    ScriptedStream stream = ana.online();
    assertTrue(stream.enters("old2"));
    assertTrue(stream.enters("old1"));
    assertTrue(stream.leaves("old1"));

    world.restart();
    stream = ana.online();
    assertTrue(stream.enters("new1"));
    assertTrue(stream.enters("new2"));

    assertNull(world.onDisk().room("old1"));
    assertNotNull(world.onDisk().room("old2"), "Ana is a member");
    assertNull(world.onDisk().room("old3"));
  }

  @Test
  void theLobbyAndRoomsWithMembersOrMessagesStay() {
    ScriptedClient ana = joinWith(0);
    ScriptedClient berta = world.join("Berta");
    ScriptedStream anas = ana.online();
    for (int i = 1; i <= 8; i++) {
      assertTrue(anas.enters("room" + i));
    }
    ScriptedStream bertas = berta.online();
    assertTrue(bertas.enters("said"));
    berta.call(message("said", "m1")).get();
    assertTrue(bertas.leaves("said"));
    assertTrue(anas.leaves("lobby"));
    assertTrue(bertas.leaves("lobby"));
    anas.cancel(); // Ana stays a member when she is not present.
    world.pass(World.LEASE.plus(World.LOSS_DELAY));

    assertFull(bertas, "new");
    world.restart();
    assertFull(berta.online(), "new");

    assertEquals(10, world.onDisk().rooms());
    assertTrue(berta.online().enters("said"), "a room that exists can be entered");
    assertEquals(List.of("m1"), berta.history("said"));
  }

  @Test
  void aRoomIsRemovedWhenItsLastMemberHasLeft() {
    ScriptedClient ana = joinWith(0);
    ScriptedStream stream = ana.online();
    for (int i = 1; i <= 9; i++) {
      assertTrue(stream.enters("room" + i));
    }
    assertFull(stream, "new");

    ScriptedClient berta = world.join("Berta");
    ana.leave().get();

    ScriptedStream bertas = berta.online();
    assertTrue(bertas.enters("new1"));
    assertTrue(bertas.enters("new2"));
  }

  @Test
  void aMessageThatIsBeingStoredWhenItsAuthorLeavesKeepsTheRoom() {
    ScriptedClient ana = joinFull();
    ScriptedClient berta = world.join("Berta");
    ScriptedStream anas = ana.online();
    ScriptedStream bertas = berta.online();
    assertTrue(anas.enters("old1"));
    enterAllButTheFirst(bertas);
    world.faults().maxDelay(World.SLOW_DISK);
    SendMessageRequest message = message("old1", "m1");
    Reply<?> posted = ana.call(message);
    anas.leave("leave", "old1");
    bertas.enter("new", "new");

    assertTrue(anas.result("leave").hasRoomLeft());
    assertTrue(posted.succeeds());
    assertEquals(FULL, bertas.result("new").getError().getReason());
    assertTrue(anas.enters("old1"));
    assertEquals(List.of("m1"), ana.history("old1"));
  }

  @Test
  void aRoomThatAUserMayHaveEnteredIsNotRemoved() {
    ScriptedStream anas = joinFull().online();
    ScriptedClient berta = world.join("Berta");
    ScriptedStream bertas = berta.online();
    enterAllButTheFirst(anas);
    world.breakDisk(true);
    bertas.enter("old1", "old1");
    bertas.refused("old1", ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDisk();

    anas.enter("new", "new");

    assertEquals(FULL, anas.result("new").getError().getReason());
    world.restart();
    assertEquals(List.of("lobby", "old1"), berta.whoAmI().get().getRoomsList());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFailedRemovalChangesNothing(boolean carriedOut) {
    ScriptedClient ana = joinFull();
    ScriptedStream stream = ana.online();
    List<String> before = rooms(ana);
    world.breakDisk(carriedOut);
    stream.enter("new", "new");
    stream.refused("new", ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    stream.enter("old1", "old1");
    stream.refused("old1", ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    assertEquals(before, rooms(ana));
    world.repairDisk();

    TimelineState entered = stream.entered("old1");

    assertEquals(epochOnDisk("old1"), entered.getEpoch());
    ana.call(message("old1", "m1")).get();
    assertTrue(stream.enters("new"));
    assertNull(world.onDisk().room("old2"));
    world.restart();
    assertEquals(List.of("m1"), ana.history("old1"));
    assertEquals(10, world.onDisk().rooms());
  }

  @Test
  void aRoomThatMayHaveAMessageIsNotRemoved() {
    ScriptedClient ana = joinFull();
    ScriptedStream anas = ana.online();
    ScriptedStream bertas = world.join("Berta").online();
    enterAllButTheFirst(bertas);
    assertTrue(anas.enters("old1"));
    world.breakDisk(false);
    ana.call(message("old1", "m1")).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.moment(); // The outcome stays unknown, because the log cannot report it.
    world.repairDisk();
    assertTrue(anas.leaves("old1"));

    assertFull(bertas, "new");

    world.pass(Duration.ofSeconds(2));
    assertTrue(bertas.enters("new"));
    assertEquals(10, world.onDisk().rooms());
  }

  @Test
  void aRoomWithAnExpiredMemberStillOnDiskIsNotRemoved() {
    ScriptedClient ana = joinWith(8);
    ScriptedStream stream = ana.online();
    assertTrue(stream.enters("anas"));
    stream.cancel();
    world.pass(World.LIFETIME.minusDays(1));
    ScriptedStream bertas = world.join("Berta").online();
    for (int i = 2; i <= 8; i++) {
      assertTrue(bertas.enters("old" + i));
    }
    world.breakDisk(false);
    world.pass(Duration.ofDays(1).plusHours(2));
    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
    world.repairDisk();

    bertas.enter("new1", "new1");
    bertas.enter("new2", "new2");
    bertas.result("new2");

    assertNotNull(world.onDisk().room("anas"));
    world.restart(); // Ana is read from the disk, and expires again.
    ScriptedClient carla = world.join("Carla");
    world.pass(Duration.ofHours(2));
    assertTrue(carla.online().enters("new3"));
    assertNull(world.onDisk().room("anas"));
  }
}
