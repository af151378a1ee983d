package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.log.Tail;
import chat.charla.v1.Cursor;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.Open;
import chat.charla.v1.Room;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.TimelineState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which rooms the server removes, and which addresses may make no more, when there are nearly as
 * many as it allows.
 */
class RoomLimitRulesTest {
  private static final ErrorReason FULL = ErrorReason.ERROR_REASON_SERVER_FULL;
  private static final Duration SLOW = Duration.ofMillis(500);

  /** Longer than the way to the server takes, and almost always shorter than a slow disk takes. */
  private static final Duration NETWORK = Duration.ofMillis(3);

  private final World world = new World().maxRooms(10);

  // Which rooms are removed

  @Test
  void aRoomWithoutMembersAndMessagesIsRemovedForANewOne() {
    ScriptedClient ana = joinFull();

    assertTrue(ana.online().enters("new"));

    assertNull(world.roomOnDisk("old1"));
    assertNotNull(world.roomOnDisk("old2"));
    assertEquals(10, world.roomsOnDisk());
    assertEquals(
        List.of("lobby", "new", "old2", "old3", "old4", "old5", "old6", "old7", "old8", "old9"),
        rooms(ana));
    ana.call(message("old1", "m1")).refused(ErrorReason.ERROR_REASON_ROOM_NOT_FOUND);
  }

  @Test
  void belowNineTenthsNoRoomIsRemoved() {
    ScriptedClient ana = joinWith(8); // with the lobby nine rooms of ten, with "new" ten

    ScriptedStream stream = ana.online();
    assertTrue(stream.enters("new"), "nine of ten existed, so one is removed");
    assertEquals(9, world.roomsOnDisk());

    World roomy = new World().maxRooms(11);
    roomy.server();
    roomy.makeRoomOnDisk("old1");
    roomy.restart();
    assertTrue(roomy.join("Ana").online().enters("new"));
    assertNotNull(roomy.roomOnDisk("old1"));
  }

  @Test
  void theRoomThatHasBeenWithoutMembersLongestIsRemovedFirst() {
    ScriptedStream ana = joinFull().online();
    assertTrue(ana.enters("old1"));
    assertTrue(ana.leaves("old1"));

    assertTrue(ana.enters("new1"));
    assertTrue(ana.enters("new2"));

    assertNotNull(world.roomOnDisk("old1"));
    assertNull(world.roomOnDisk("old2"));
    assertNull(world.roomOnDisk("old3"));
  }

  @Test
  void afterARestartTheSameRoomsMayBeRemovedTheOldestFirst() {
    ScriptedClient ana = joinFull();
    ScriptedStream stream = ana.online();
    assertTrue(stream.enters("old2"));
    assertTrue(stream.enters("old1"));
    assertTrue(stream.leaves("old1"));

    world.restart();
    stream = ana.online();
    assertTrue(stream.enters("new1"));
    assertTrue(stream.enters("new2"));

    assertNull(world.roomOnDisk("old1"));
    assertNotNull(world.roomOnDisk("old2"), "ana is in it");
    assertNull(world.roomOnDisk("old3"));
  }

  @Test
  void roomsWithMembersOrMessagesStayAndTheLobbyInAnyCase() {
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
    world.pass(World.LEASE.plus(World.LOSS_PATIENCE));

    assertFull(bertas, "new");
    world.restart();
    assertFull(berta.online(), "new");

    assertEquals(10, world.roomsOnDisk());
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
    world.faults().maxDelay(SLOW);
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

  // A room that is made again

  @Test
  void aRoomThatIsMadeAgainIsAnotherRoom() {
    ScriptedClient ana = joinFull();
    ScriptedStream stream = ana.online();
    TimelineState before = stream.entered("old9");
    assertTrue(stream.leaves("old9"));
    for (int i = 1; i <= 9; i++) {
      assertTrue(stream.enters("new" + i)); // for the ninth, old9 is removed
    }
    assertTrue(stream.leaves("new1"));

    TimelineState after = stream.entered("old9");

    assertNotEquals(before.getEpoch(), after.getEpoch());
    assertEquals(0, after.getHeadSequence());
    assertEquals(epochOnDisk("old9"), after.getEpoch());
    ana.call(message("old9", "m1")).get();
    stream.cancel();
    ScriptedStream next =
        ana.open(
            Open.newBuilder()
                .addCursors(
                    Cursor.newBuilder().setRoom("old9").setEpoch(before.getEpoch()).build()));
    next.ready();
    world.moment();
    assertEquals(
        List.of(GapReason.GAP_REASON_RESET), next.gaps().stream().map(Gap::getReason).toList());
    assertEquals(List.of("m1"), next.texts("old9"));
  }

  /** Different delays of network and disk, for different orders of removing and entering. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5, 10, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000})
  void enteringARoomThatIsBeingRemovedMakesItAgain(int millis) {
    ScriptedClient ana = joinFull();
    ScriptedClient berta = world.join("Berta");
    ScriptedStream anas = ana.online();
    ScriptedStream bertas = berta.online();
    world.faults().maxDelay(SLOW);
    anas.enter("new", "new");
    world.pass(Duration.ofMillis(millis));

    TimelineState entered = bertas.entered("old1");

    assertTrue(anas.result("new").hasRoomEntered());
    assertEquals(epochOnDisk("old1"), entered.getEpoch());
    assertEquals(10, world.roomsOnDisk());
    world.faults().maxDelay(NETWORK);
    berta.call(message("old1", "m1")).get();
    world.restart();
    assertEquals(List.of("lobby", "old1"), berta.whoAmI().get().getRoomsList());
    assertEquals(List.of("m1"), berta.history("old1"));
  }

  @Test
  void aRoomThatIsBeingEnteredIsNotRemoved() {
    ScriptedStream anas = joinFull().online();
    ScriptedStream bertas = world.join("Berta").online();
    enterAllButTheFirst(anas);
    world.faults().maxDelay(SLOW);
    bertas.enter("old1", "old1");
    world.pass(NETWORK);
    anas.enter("new", "new");

    assertEquals(FULL, anas.result("new").getError().getReason());
    assertTrue(bertas.result("old1").hasRoomEntered());
    assertNotNull(world.roomOnDisk("old1"));
  }

  @Test
  void aRoomIsNotRemovedBetweenBeingMadeAndEntered() {
    ScriptedClient ana = joinFull();
    ScriptedClient berta = world.join("Berta");
    ScriptedStream bertas = berta.online();
    for (int i = 1; i <= 9; i++) {
      assertTrue(bertas.enters("old" + i));
    }
    assertTrue(bertas.leaves("old9"));
    ScriptedStream anas = ana.online();
    world.faults().maxDelay(SLOW);
    for (int i = 1; i <= 5; i++) {
      anas.enter("a" + i, "a" + i);
      bertas.enter("b" + i, "b" + i);
    }

    int entered = 0;
    for (int i = 1; i <= 5; i++) {
      entered += anas.result("a" + i).hasRoomEntered() ? 1 : 0;
      entered += bertas.result("b" + i).hasRoomEntered() ? 1 : 0;
    }
    assertEquals(1, entered, "one place");
    assertEquals(10, world.roomsOnDisk());
    world.faults().maxDelay(NETWORK);
    world.restart();
    assertTrue(ana.online().isLive());
  }

  // When the storage fails

  @Test
  void aRoomThatAnEntryOnDiskMayReferToIsNotRemoved() {
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
    assertNull(world.roomOnDisk("old2"));
    world.restart();
    assertEquals(List.of("m1"), ana.history("old1"));
    assertEquals(10, world.roomsOnDisk());
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
    world.moment(); // Nor can the log be asked what happened.
    world.repairDisk();
    assertTrue(anas.leaves("old1"));

    assertFull(bertas, "new");

    world.pass(Duration.ofSeconds(2));
    assertTrue(bertas.enters("new"));
    assertEquals(10, world.roomsOnDisk());
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

    assertNotNull(world.roomOnDisk("anas"));
    world.restart(); // Ana is read from the disk, and expires again.
    ScriptedClient carla = world.join("Carla");
    world.pass(Duration.ofHours(2));
    assertTrue(carla.online().enters("new3"));
    assertNull(world.roomOnDisk("anas"));
  }

  // Which addresses may make no more rooms

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
    assertTrue(large.roomsOnDisk() <= 200);
  }

  @Test
  @Tag("fault:rooms-of-one-address")
  void anAddressWithMoreThanAHundredthOfTheRoomsMakesNoneOfTheLastTenth() {
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
    assertEquals(179, made, "and the lobby");
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
  void clientsWithoutAnAddressCountAsOneIfOthersCanConnect() {
    assertEquals(180, roomsMadeBy(new World().maxRooms(200).exemptIsOneAddress()));
    assertEquals(200, roomsMadeBy(new World().maxRooms(200)));
  }

  @Test
  void aRemovedRoomNoLongerCountsForItsMaker() {
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

  /** Ana on a server with the highest number of rooms, made in the order of their numbers. */
  private ScriptedClient joinFull() {
    return joinWith(9);
  }

  private ScriptedClient joinWith(int rooms) {
    world.server();
    for (int i = 1; i <= rooms; i++) {
      world.makeRoomOnDisk("old" + i);
    }
    world.restart();
    return world.join("Ana");
  }

  private static void enterAllButTheFirst(ScriptedStream stream) {
    for (int i = 2; i <= 9; i++) {
      assertTrue(stream.enters("old" + i));
    }
  }

  private static void assertFull(ScriptedStream stream, String room) {
    String id = "full " + room;
    stream.forget();
    stream.enter(id, room);
    stream.refused(id, FULL);
  }

  private static List<String> rooms(ScriptedClient client) {
    return client.call(ListRoomsRequest.getDefaultInstance()).get().getRoomsList().stream()
        .map(Room::getName)
        .toList();
  }

  private String epochOnDisk(String room) {
    Tail tail = Objects.requireNonNull(world.roomOnDisk(room));
    assertFalse(tail.epoch().isEmpty());
    return tail.epoch();
  }

  private static SendMessageRequest message(String room, String text) {
    return SendMessageRequest.newBuilder()
        .setRoom(room)
        .setClientMessageId(text)
        .setText(text)
        .build();
  }
}
