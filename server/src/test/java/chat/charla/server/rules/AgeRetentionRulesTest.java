package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.RecordedLog;
import chat.charla.server.log.TimelineId;
import chat.charla.v1.Cursor;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.Open;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that exceed the age limit are removed, also from rooms that get no new messages. */
class AgeRetentionRulesTest {
  private static final Duration DAY = Duration.ofDays(1);

  /** Longer than the time between two passes and the duration of a pass together. */
  private static final Duration PASS = Duration.ofMinutes(12);

  @RegisterExtension
  final RecordedLog log = new RecordedLog("chat.charla.server.room.AgeRetention");

  private final World world = new World().retainFor(DAY, Duration.ZERO);
  private final ScriptedClient ana = world.join("Ana");

  @Test
  void theMessagesOfAQuietRoomAreRemoved() {
    ana.sayNumbers(1, 5);
    world.pass(DAY.minus(PASS));
    assertEquals(List.of("1", "2", "3", "4", "5"), ana.history("lobby"));

    world.pass(PASS.multipliedBy(2));

    assertEquals(List.of(), ana.history("lobby"));
    assertEquals(6, world.onDisk().first("lobby"));
    assertEquals(6, ana.call(lobby("", "six")).get().getSequence());
    assertEquals(List.of("six"), ana.history("lobby"));
  }

  @Test
  void newerMessagesStay() {
    ana.sayNumbers(1, 3);
    world.pass(DAY.dividedBy(2));
    ana.sayNumbers(4, 5);

    world.pass(DAY.dividedBy(2).plus(PASS));

    assertEquals(List.of("4", "5"), ana.history("lobby"));
    assertEquals(4, world.onDisk().first("lobby"));
  }

  @Test
  void aReaderThatIsBehindGetsAGap() {
    ana.sayNumbers(1, 5);
    world.pass(DAY.plus(PASS));

    ScriptedStream stream =
        ana.open(
            Open.newBuilder().addCursors(Cursor.newBuilder().setRoom("lobby").setAfterSequence(2)));
    world.moment();

    Gap gap = stream.gaps().get(0);
    assertEquals(GapReason.GAP_REASON_TRIMMED, gap.getReason());
    assertEquals(3, gap.getFirstMissingSequence());
    assertEquals(5, gap.getLastMissingSequence());
    assertEquals(List.of(5L), stream.caughtUp("lobby"));
    ana.call(lobby("", "six")).get();
    world.moment();
    assertEquals(List.of(6L), stream.sequences("lobby"));
  }

  @Test
  void aLiveReaderGetsNoGap() {
    ScriptedStream stream = ana.online();
    ana.sayNumbers(1, 5);
    world.pass(DAY.plus(PASS));

    ana.call(lobby("", "six")).get();
    world.moment();

    assertEquals(List.of(), stream.gaps());
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), stream.sequences("lobby"));
  }

  @Test
  void aLongHistoryIsRemovedInSteps() {
    ScriptedStream stream = ana.online();
    for (int i = 0; i < 2500; i++) {
      stream.say("old");
    }
    world.pass(DAY.minus(Duration.ofHours(1)));
    ana.call(lobby("", "new")).get();

    world.pass(Duration.ofHours(1).plus(PASS));

    assertEquals(2501, world.onDisk().first("lobby"));
    assertEquals(List.of("new"), ana.history("lobby"));
  }

  @Test
  void privateMessagesHaveAnOptionOfTheirOwn() {
    World other = new World().retainFor(Duration.ZERO, DAY);
    ScriptedClient berta = other.join("Berta");
    ScriptedClient carla = other.join("Carla");
    berta.sayNumbers(1, 2);
    berta.call(PrivateMessages.toId("m1", carla, "psst")).get();
    assertEquals(List.of("psst"), carla.history(""));

    other.pass(DAY.plus(PASS));

    assertEquals(List.of(), carla.history(""));
    assertEquals(List.of(), berta.history(""));
    assertEquals(2, other.onDisk().firstInInbox(carla.id()));
    assertEquals(List.of("1", "2"), berta.history("lobby"));
  }

  @Test
  void withoutTheOptionPrivateMessagesStay() {
    ScriptedClient berta = world.join("Berta");
    ana.call(PrivateMessages.toId("m1", berta, "psst")).get();

    world.pass(DAY.multipliedBy(3));

    assertEquals(List.of("psst"), berta.history(""));
  }

  @Test
  void theIdOutlivesItsMessage() {
    SendMessageResponse first = ana.call(lobby("m1", "hello")).get();
    world.pass(DAY.plus(PASS));
    world.restart();

    SendMessageResponse second = ana.call(lobby("m1", "hello")).get();

    assertEquals(first.toBuilder().setDuplicate(true).build(), second);
    assertEquals(List.of(), ana.history("lobby"));
  }

  @Test
  void messagesAgeAcrossRestarts() {
    ana.sayNumbers(1, 2);
    for (int i = 0; i < 24; i++) {
      world.pass(Duration.ofHours(1));
      world.restart();
    }

    world.pass(PASS);

    assertEquals(3, world.onDisk().first("lobby"));
  }

  @Test
  void aJumpOfTheClockRemovesNothing() {
    ana.sayNumbers(1, 2);
    for (Duration jump : List.of(DAY.multipliedBy(400), DAY.multipliedBy(-800))) {
      world.server().shiftWallClock(jump);
      world.pass(PASS);
      ana.call(lobby("", "later")).get();
      world.pass(PASS);
    }
    assertEquals(List.of("1", "2", "later", "later"), ana.history("lobby"));

    world.pass(DAY);

    assertEquals(List.of(), ana.history("lobby"));
  }

  /** Machines without a battery for their clock begin in the past, and get the time later. */
  @Test
  void aClockThatIsFarBehindAtTheFirstStartMakesNoMessageOld() {
    World fresh = new World().retainFor(DAY.multipliedBy(2), Duration.ZERO);
    ScriptedClient berta = fresh.join("Berta");
    berta.sayNumbers(1, 2);
    fresh.losePower();
    berta.sayNumbers(3, 4);

    fresh.restartAfter(DAY.multipliedBy(2000));
    fresh.pass(PASS.multipliedBy(2));

    assertEquals(List.of("1", "2", "3", "4"), berta.history("lobby"));
    assertEquals(1, fresh.onDisk().first("lobby"));
  }

  @Test
  void aReloadAppliesFromTheNextPassOn() {
    ana.sayNumbers(1, 2);
    world.adjustAges(Duration.ZERO, Duration.ZERO);
    world.pass(DAY.multipliedBy(2));
    assertEquals(List.of("1", "2"), ana.history("lobby"));

    world.adjustAges(DAY.multipliedBy(3), Duration.ZERO);
    world.pass(PASS);
    assertEquals(List.of("1", "2"), ana.history("lobby"));

    world.adjustAges(DAY, Duration.ZERO);
    world.pass(PASS);
    assertEquals(List.of(), ana.history("lobby"));
  }

  @Test
  void aTimelineThatCannotBeTrimmedDoesNotStopTheOthers() {
    TimelineId lobby = TimelineId.room("lobby");
    fillLobbyAndRoomsAroundIt();
    world.disk().damageTrimming(lobby);

    world.pass(DAY.plus(PASS.multipliedBy(10)));

    assertEquals(2, world.onDisk().first("kitchen"));
    assertEquals(2, world.onDisk().first("zoo"));
    assertEquals(1, world.onDisk().first("lobby"));
    assertEquals(2, world.disk().failedTrims(lobby), "the removal is not tried for ever");

    world.restart();
    world.pass(PASS);

    assertEquals(3, world.disk().failedTrims(lobby), "the removal is tried again after a start");
  }

  @Test
  void aSecondAttemptADayLaterSucceedsAndIsLogged() {
    TimelineId lobby = TimelineId.room("lobby");
    ana.sayNumbers(1, 1);
    for (int damage = 1; damage <= 2; damage++) {
      world.disk().damageTrimming(lobby);
      world.pass(DAY.plus(PASS.multipliedBy(3)));
      world.disk().repairTrimming(lobby);
      world.pass(DAY.plus(PASS));
      assertEquals(damage + 1, world.onDisk().first("lobby"));
      ana.sayNumbers(2, 2);
    }

    List<String> logged = log.lines().all();
    assertEquals(4, logged.size(), logged::toString);
    for (int i = 0; i < 4; i += 2) {
      assertTrue(logged.get(i).startsWith("WARNING Old messages of "), logged::toString);
      assertTrue(logged.get(i + 1).startsWith("INFO Old messages of "), logged::toString);
    }
  }

  @Test
  void aSingleFailureBetweenSuccessesIsNotLogged() {
    TimelineId lobby = TimelineId.room("lobby");
    for (int day = 1; day <= 3; day++) {
      ana.sayNumbers(day, day);
      world.pass(DAY);
      world.disk().damageTrimming(lobby);
      while (world.disk().failedTrims(lobby) == 0) {
        world.pass(Duration.ofMinutes(1));
      }
      world.disk().repairTrimming(lobby);
      world.pass(PASS);
      assertEquals(day + 1, world.onDisk().first("lobby"), "on day " + day);
    }

    assertEquals(List.of(), log.lines().all());
  }

  @Test
  void aTimelineWhoseTimesCannotBeReadDoesNotStopTheOthers() {
    fillLobbyAndRoomsAroundIt();
    world.disk().damageTimes(TimelineId.room("lobby"));

    world.pass(DAY.plus(PASS));

    assertEquals(2, world.onDisk().first("kitchen"));
    assertEquals(2, world.onDisk().first("zoo"));
    assertEquals(1, world.onDisk().first("lobby"));
  }

  private void fillLobbyAndRoomsAroundIt() {
    ana.sayNumbers(1, 1);
    for (String room : List.of("kitchen", "zoo")) {
      ana.enter(room).get();
      ana.call(SendMessageRequest.newBuilder().setRoom(room).setText("hello").build()).get();
    }
  }

  /** The removal fails. Nevertheless, it may have changed the disk. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void memoryAgreesWithTheDiskAfterAFailedRemoval(boolean carriedOut) {
    ana.sayNumbers(1, 5);
    world.pass(DAY.minus(PASS));
    world.breakDisk(carriedOut);
    world.pass(PASS.multipliedBy(2));
    world.repairDiskAndWait();

    assertEquals(world.onDisk().first("lobby"), ana.online().timeline("lobby").getFirstSequence());
    world.pass(PASS);

    assertEquals(6, world.onDisk().first("lobby"));
    assertEquals(6, ana.call(lobby("", "six")).get().getSequence());
    assertEquals(List.of("six"), ana.history("lobby"));
    assertEquals(6, world.onDisk().head("lobby"));
  }
}
