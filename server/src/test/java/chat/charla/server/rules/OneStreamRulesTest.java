package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Open;
import chat.charla.v1.Presence;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An identity has one stream. If it opens two, the one with the lower number must stop. */
class OneStreamRulesTest {
  private final World world = new World();
  private final ScriptedClient ana = world.join("Ana");

  @Test
  void theHigherNumberTakesOver() {
    ScriptedStream first = openNumber(1);
    ScriptedStream second = openNumber(2);

    assertSuperseded(first);
    assertServes(second);
  }

  @Test
  void theLowerNumberIsEndedEvenIfItCameLater() {
    ScriptedStream second = openNumber(2);
    ScriptedStream first = openNumber(1);

    assertSuperseded(first);
    assertServes(second);
  }

  @Test
  void ofTwoStreamsWithTheSameNumberTheLaterIsEnded() {
    ScriptedStream first = openNumber(7);
    ScriptedStream second = openNumber(7);

    assertSuperseded(second);
    assertServes(first);
  }

  @Test
  void withoutNumbersTheNewestStreamTakesOver() {
    ScriptedStream first = openNumber(0);
    ScriptedStream second = openNumber(0);
    ScriptedStream third = openNumber(0);

    assertSuperseded(first);
    assertSuperseded(second);
    assertServes(third);
  }

  @Test
  void withoutANumberAStreamGetsTheNextNumber() {
    openNumber(7);
    ScriptedStream unnumbered = openNumber(0);

    ScriptedStream eight = openNumber(8);
    assertSuperseded(eight);
    ScriptedStream nine = openNumber(9);

    assertSuperseded(unnumbered);
    assertServes(nine);
  }

  @Test
  void aStreamWithoutANumberTakesOverFromTheLargestNumber() {
    ScriptedStream largest = openNumber(Long.MAX_VALUE);

    ScriptedStream unnumbered = openNumber(0);

    assertSuperseded(largest);
    assertServes(unnumbered);
    assertSuperseded(openNumber(Long.MAX_VALUE));
    assertServes(openNumber(0));
  }

  @Test
  void onlyStreamsThatAreOpenAtTheSameTimeAreCompared() {
    openNumber(9).cut();
    world.moment();

    assertServes(openNumber(1));
  }

  @Test
  void numbersFromBeforeARestartAreForgotten() {
    openNumber(9);

    world.restart();

    assertServes(openNumber(1));
  }

  @Test
  void aTakeoverIsNotAnnouncedAsReconnecting() {
    ScriptedStream watching = world.join("Berta").online();
    openNumber(1);
    watching.forget();

    openNumber(2);
    world.pass(World.LEASE.plusSeconds(1));

    assertEquals(List.of(), watching.describeEphemeral("lobby"));
    assertEquals(
        Map.of("Ana", Presence.PRESENCE_ONLINE, "Berta", Presence.PRESENCE_ONLINE), ana.present());
  }

  @Test
  void aStreamWhoseLossIsUnnoticedIsTakenOver() {
    ScriptedStream first = openNumber(1);
    first.stall(Duration.ofHours(1));

    assertServes(openNumber(2));
  }

  @Test
  void aStreamThatIsNotOpenYetDoesNotEndAnother() {
    ScriptedStream first = openNumber(1);

    ana.converse();
    world.pass(World.OPEN_TIMEOUT.minusSeconds(1));

    assertServes(first);
  }

  private ScriptedStream openNumber(long number) {
    ScriptedStream stream = ana.open(Open.newBuilder().setStreamNumber(number));
    world.moment();
    return stream;
  }

  private static void assertSuperseded(ScriptedStream stream) {
    stream.ends(ErrorReason.ERROR_REASON_STREAM_SUPERSEDED, Closing.Action.ACTION_STOP);
  }

  private void assertServes(ScriptedStream stream) {
    assertTrue(stream.isLive());
    int before = stream.texts("lobby").size();
    stream.say("still here");
    world.moment();
    assertEquals(before + 1, stream.texts("lobby").size());
  }
}
