package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Closing;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A client that keeps sending although it was told to wait floods the server, so the server closes
 * its stream.
 */
class FloodRulesTest extends RateFixture {
  @Test
  void aFloodClosesTheStreamAndTheClientMayReconnectLater() {
    ScriptedStream stream = ana.online();
    ana.sayNumbers(1, MESSAGES);

    for (int i = 0; i <= FLOOD; i++) {
      stream.say("on and on");
    }

    Closing closing =
        stream.ends(ErrorReason.ERROR_REASON_RATE_LIMITED, Closing.Action.ACTION_RESUME);
    assertTrue(closing.getReconnectDelay().getSeconds() >= PAUSE.toSeconds());
    Closing early =
        ana.converse().ends(ErrorReason.ERROR_REASON_RATE_LIMITED, Closing.Action.ACTION_RESUME);
    assertTrue(early.getReconnectDelay().getSeconds() > 0);
    ana.whoAmI().refused(ErrorReason.ERROR_REASON_RATE_LIMITED);
    world.pass(PAUSE);
    assertTrue(ana.online().isLive());
    ana.say("sorry");
  }

  @Test
  void thePauseEndsAsAnnouncedEvenIfTheClientDoesNotWait() {
    ScriptedStream stream = ana.online();
    ana.sayNumbers(1, MESSAGES);
    for (int i = 0; i <= FLOOD; i++) {
      stream.say("on and on");
    }
    Closing closing =
        stream.ends(ErrorReason.ERROR_REASON_RATE_LIMITED, Closing.Action.ACTION_RESUME);

    Duration announced =
        Duration.ofSeconds(
            closing.getReconnectDelay().getSeconds(), closing.getReconnectDelay().getNanos());
    Duration half = announced.dividedBy(2);
    world.pass(half);
    for (int i = 0; i <= 2 * FLOOD; i++) {
      ana.call(lobby("", "and on")).refused(ErrorReason.ERROR_REASON_RATE_LIMITED);
      ana.whoAmI().refused(ErrorReason.ERROR_REASON_RATE_LIMITED);
    }

    world.pass(announced.minus(half));
    assertTrue(ana.online().isLive());
    ana.say("sorry");
  }

  @Test
  void commandsBeforeAFloodAreAnsweredAndCommandsAfterItAreIgnored() {
    ScriptedStream stream = ana.online();
    world.faults().maxDelay(World.SLOW_DISK);

    stream.post("earlier", lobby("m1", "has to be written to the disk"));
    for (int i = 0; i < COMMANDS + FLOOD + 1; i++) {
      stream.send("", ConverseRequest.newBuilder());
    }
    world.pass(World.ARRIVAL);
    stream.post("later", lobby("m2", "after the flood"));

    stream.ends(ErrorReason.ERROR_REASON_RATE_LIMITED, Closing.Action.ACTION_RESUME);
    assertTrue(stream.result("earlier").hasMessageSent());
    assertTrue(stream.frames().stream().noneMatch(each -> each.getRequestId().equals("later")));
    assertEquals(1, world.onDisk().head("lobby"));
  }

  @Test
  void aStreamIsNotClosedIfItsClientWaitsAndRetriesAllRefusedSends() {
    ScriptedStream stream = ana.online();
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < FLOOD; i++) {
        stream.post(round + "/" + i, lobby("", "as many as may be unanswered"));
      }
      Error told = stream.result(round + "/" + (FLOOD - 1)).getError();
      assertEquals(ErrorReason.ERROR_REASON_RATE_LIMITED, told.getReason());
      world.pass(
          Duration.ofSeconds(told.getRetryDelay().getSeconds(), told.getRetryDelay().getNanos()));
    }

    assertTrue(stream.isLive());
  }

  @Test
  void aFloodDoesNotAffectOthers() {
    ScriptedClient berta = world.join("Berta");
    ScriptedStream stream = ana.online();
    for (int i = 0; i < MESSAGES + FLOOD; i++) {
      stream.say("on and on");
    }

    berta.say("hello");

    assertTrue(berta.whoAmI().succeeds());
  }

  @Test
  void invalidCommandsDuringTheDelayAreAFlood() {
    ScriptedStream stream = ana.online();

    for (int i = 0; i < COMMANDS + FLOOD + 1; i++) {
      stream.send("r".repeat(65), ConverseRequest.newBuilder());
    }

    stream.ends(ErrorReason.ERROR_REASON_RATE_LIMITED, Closing.Action.ACTION_RESUME);
  }
}
