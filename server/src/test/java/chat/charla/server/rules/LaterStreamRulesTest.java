package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.Open;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A session opens a stream while a change of rooms from its earlier stream is still being stored.
 */
class LaterStreamRulesTest {
  private final World world = new World();
  private final ScriptedClient ana = world.join("Ana");
  private final ScriptedStream stream = ana.online();

  @Test
  void aRoomThatAnEarlierStreamEntersIsDeliveredByALaterOne() {
    ScriptedClient berta = world.join("Berta");
    ScriptedStream speaking = berta.online();
    speaking.enter("e1", "kitchen");
    speaking.result("e1");
    world.faults().maxDelay(Duration.ofMillis(200));

    stream.enter("e2", "kitchen");
    world.pass(Duration.ofMillis(5));
    ScriptedStream later = ana.open(Open.newBuilder());

    assertEquals("kitchen", later.timeline("kitchen").getRoom());
    berta
        .call(ScriptedClient.lobby("", "hello, kitchen").toBuilder().setRoom("kitchen").build())
        .get();
    world.pass(Duration.ofSeconds(1));
    assertEquals(List.of("hello, kitchen"), later.texts("kitchen"));
  }

  @Test
  void readyOfALaterStreamAgreesWithTheMemberships() {
    world.faults().maxDelay(Duration.ofMillis(200));

    stream.enter("e1", "kitchen");
    world.pass(Duration.ofMillis(5));
    ScriptedStream later = ana.open(Open.newBuilder());
    boolean told =
        later.ready().getTimelinesList().stream()
            .anyMatch(timeline -> timeline.getRoom().equals("kitchen"));
    world.pass(Duration.ofSeconds(2));

    assertEquals(told, ana.whoAmI().get().getRoomsList().contains("kitchen"));
  }

  @Test
  void aRoomThatAnEarlierStreamLeavesIsNotInReadyOfALaterOne() {
    world.faults().maxDelay(Duration.ofMillis(200));

    stream.leave("l1", "lobby");
    world.pass(Duration.ofMillis(5));
    ScriptedStream later = ana.open(Open.newBuilder());

    assertFalse(
        later.ready().getTimelinesList().stream()
            .anyMatch(timeline -> timeline.getRoom().equals("lobby")));
    assertEquals(List.of(), ana.whoAmI().get().getRoomsList());
  }

  @Test
  void aLaterStreamWaitsOnlyForChangesOfRooms() {
    world.faults().maxDelay(Duration.ofMinutes(30));

    ana.call(ScriptedClient.asking("Berta"));
    world.moment();
    ScriptedStream later = ana.open(Open.newBuilder());

    assertEquals("Ana", later.ready().getSelf().getName());
  }

  @Test
  void readyAfterALeaveRoomOfUnknownOutcomeIsStillTrueAfterARestart() {
    stream.leave("l1", "lobby");
    world.breakDisk(true);
    stream.refused("l1", ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDisk();

    ScriptedStream later = ana.open(Open.newBuilder());
    assertEquals("lobby", later.timeline("lobby").getRoom());
    world.restart();

    assertEquals(List.of("lobby"), ana.whoAmI().get().getRoomsList());
  }
}
