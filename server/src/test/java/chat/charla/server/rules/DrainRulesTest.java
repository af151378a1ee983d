package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Open;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Drain: the server finishes the received commands, delivers everything up to the heads at the
 * half-close, and ends the stream with OK.
 */
class DrainRulesTest {
  private final World world = new World();
  private final ScriptedClient ana = world.join("Ana");

  @Test
  void withoutDrainHalfCloseDoesNotEndTheStream() {
    ScriptedStream stream = ana.online();

    stream.halfClose();
    world.pass(Duration.ofMinutes(5));
    ana.say("hello");
    world.moment();

    assertTrue(stream.isLive());
    assertEquals(List.of("hello"), stream.texts("lobby"));
  }

  @Test
  void everythingUpToTheHeadIsDelivered() {
    ana.sayNumbers(1, 5);
    ana.call(PrivateMessages.toId("m1", ana, "a note")).get();

    ScriptedStream stream = draining();
    stream.halfClose();

    stream.endsWithOk();
    assertEquals(List.of("1", "2", "3", "4", "5"), stream.texts("lobby"));
    assertEquals(List.of(5L), stream.caughtUp("lobby"));
    assertEquals(List.of("a note"), stream.texts(""));
  }

  @Test
  void theReceivedCommandsAreFinished() {
    ScriptedStream stream = draining();
    for (int i = 1; i <= 200; i++) {
      stream.post("r" + i, lobby("m" + i, "message " + i));
    }
    stream.halfClose();

    stream.endsWithOk();
    assertEquals(200, stream.result("r200").getMessageSent().getSequence());
    assertEquals(LongStream.rangeClosed(1, 200).boxed().toList(), stream.sequences("lobby"));
  }

  @Test
  void eventsPostedAfterTheHalfCloseAreNotDelivered() {
    ScriptedStream others = world.join("Other").online();
    ana.say("before");
    ScriptedStream stream = draining();
    stream.stall(Duration.ofSeconds(30));
    stream.halfClose();
    world.moment();
    for (int i = 1; i <= 500; i++) {
      others.say("x".repeat(200));
    }

    world.pass(Duration.ofMinutes(1));

    stream.endsWithOk();
    assertEquals(List.of("before"), stream.texts("lobby"));
  }

  @Test
  void aLaggingReaderGetsEverythingBeforeTheEnd() {
    ScriptedStream stream = laggingByAThousandMessages();

    stream.halfClose();
    world.pass(Duration.ofMinutes(1));

    stream.endsWithOk();
    assertEquals(LongStream.rangeClosed(1, 1000).boxed().toList(), stream.sequences("lobby"));
  }

  @Test
  void aRoomEnteredByTheLastCommandIsDrainedToo() {
    ScriptedStream others = world.join("Other").online();
    ScriptedStream stream = draining();
    stream.ready();
    world.faults().maxDelay(Duration.ofMillis(200));
    stream.stall(Duration.ofSeconds(30));
    for (int i = 1; i <= 1000; i++) {
      others.say("x".repeat(200));
    }

    stream.enter("e", "kitchen");
    stream.halfClose();
    world.pass(Duration.ofMinutes(1));

    stream.endsWithOk();
    assertEquals("kitchen", stream.result("e").getRoomEntered().getTimeline().getRoom());
    assertEquals(List.of(0L), stream.caughtUp("kitchen"));
  }

  @Test
  void anIdleReaderThatEntersARoomAndDrainsGetsCaughtUp() {
    ScriptedStream stream = draining();

    stream.enter("e", "kitchen");
    stream.halfClose();

    stream.endsWithOk();
    assertEquals(List.of(0L), stream.caughtUp("kitchen"));
  }

  @Test
  void aRoomLeftByTheLastCommandIsDeliveredUpToItsLastSequence() {
    ScriptedStream stream = laggingByAThousandMessages();

    stream.leave("l", "lobby");
    stream.halfClose();
    world.pass(Duration.ofMinutes(1));

    stream.endsWithOk();
    long last = stream.result("l").getRoomLeft().getLastSequence();
    assertEquals(LongStream.rangeClosed(1, last).boxed().toList(), stream.sequences("lobby"));
  }

  @Test
  void aRoomLeftAndEnteredAgainIsDrainedToo() {
    ScriptedStream stream = laggingByAThousandMessages();

    stream.leave("l", "lobby");
    stream.enter("e", "lobby");
    stream.halfClose();
    world.pass(Duration.ofMinutes(1));

    stream.endsWithOk();
    assertEquals(1000, stream.result("e").getRoomEntered().getTimeline().getHeadSequence());
    assertEquals(LongStream.rangeClosed(1, 1000).boxed().toList(), stream.sequences("lobby"));
  }

  @Test
  void afterDrainingTheIdentityKeepsItsName() {
    ScriptedStream stream = draining();
    stream.halfClose();

    stream.endsWithOk();

    world.stranger().nameTaken("Ana");
  }

  /** Opens a stream that drains, and that lags a thousand messages behind in the lobby. */
  private ScriptedStream laggingByAThousandMessages() {
    ScriptedStream others = world.join("Other").online();
    ScriptedStream stream = draining();
    stream.ready();
    stream.stall(Duration.ofSeconds(30));
    for (int i = 1; i <= 1000; i++) {
      others.say("x".repeat(200));
    }
    world.pass(Duration.ofSeconds(10));
    return stream;
  }

  /** Opens a stream that drains when it is half-closed. */
  private ScriptedStream draining() {
    return ana.open(Open.newBuilder().setDrainOnHalfClose(true));
  }
}
