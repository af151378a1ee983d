package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Cursor;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.Open;
import chat.charla.v1.TimelineState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A room is removed, sometimes while it is being entered, and is made again. */
class RoomMadeAgainRulesTest extends FullServerFixture {
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

  /**
   * For Ana's new room, the server removes old1. The delay decides whether Berta enters old1
   * before, during or after the removal.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5, 10, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000})
  void enteringARoomThatIsBeingRemovedMakesItAgain(int millis) {
    ScriptedClient ana = joinFull();
    ScriptedClient berta = world.join("Berta");
    ScriptedStream anas = ana.online();
    ScriptedStream bertas = berta.online();
    world.faults().maxDelay(World.SLOW_DISK);
    anas.enter("new", "new");
    world.pass(Duration.ofMillis(millis));

    TimelineState entered = bertas.entered("old1");

    assertTrue(anas.result("new").hasRoomEntered());
    assertEquals(epochOnDisk("old1"), entered.getEpoch());
    assertEquals(10, world.onDisk().rooms());
    world.faults().maxDelay(World.ARRIVAL);
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
    world.faults().maxDelay(World.SLOW_DISK);
    bertas.enter("old1", "old1");
    world.pass(World.ARRIVAL);
    anas.enter("new", "new");

    assertEquals(FULL, anas.result("new").getError().getReason());
    assertTrue(bertas.result("old1").hasRoomEntered());
    assertNotNull(world.onDisk().room("old1"));
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
    world.faults().maxDelay(World.SLOW_DISK);
    for (int i = 1; i <= 5; i++) {
      anas.enter("a" + i, "a" + i);
      bertas.enter("b" + i, "b" + i);
    }

    int entered = 0;
    for (int i = 1; i <= 5; i++) {
      entered += anas.result("a" + i).hasRoomEntered() ? 1 : 0;
      entered += bertas.result("b" + i).hasRoomEntered() ? 1 : 0;
    }
    assertEquals(1, entered, "there is a place for one room");
    assertEquals(10, world.onDisk().rooms());
    world.faults().maxDelay(World.ARRIVAL);
    world.restart();
    assertTrue(ana.online().isLive());
  }
}
