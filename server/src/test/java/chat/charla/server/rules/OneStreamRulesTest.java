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
    ScriptedStream first = number(1);
    ScriptedStream second = number(2);

    assertSuperseded(first);
    assertServes(second);
  }

  @Test
  void theLowerNumberIsEndedEvenIfItCameLater() {
    ScriptedStream second = number(2);
    ScriptedStream first = number(1);

    assertSuperseded(first);
    assertServes(second);
  }

  @Test
  void ofTwoEqualNumbersTheLaterIsEnded() {
    ScriptedStream first = number(7);
    ScriptedStream second = number(7);

    assertSuperseded(second);
    assertServes(first);
  }

  @Test
  void withoutANumberTheNewestWins() {
    ScriptedStream first = number(0);
    ScriptedStream second = number(0);
    ScriptedStream third = number(0);

    assertSuperseded(first);
    assertSuperseded(second);
    assertServes(third);
  }

  @Test
  void withoutANumberAStreamGetsTheNextNumber() {
    number(7);
    ScriptedStream unnumbered = number(0);

    ScriptedStream eight = number(8);
    assertSuperseded(eight);
    ScriptedStream nine = number(9);

    assertSuperseded(unnumbered);
    assertServes(nine);
  }

  @Test
  void withoutANumberTheNewestWinsAlsoOverTheLargest() {
    ScriptedStream largest = number(Long.MAX_VALUE);

    ScriptedStream unnumbered = number(0);

    assertSuperseded(largest);
    assertServes(unnumbered);
    assertSuperseded(number(Long.MAX_VALUE));
    assertServes(number(0));
  }

  @Test
  void onlyStreamsThatAreOpenAtTheSameTimeAreCompared() {
    number(9).cut();
    world.moment();

    assertServes(number(1));
  }

  @Test
  void numbersMeanNothingAfterARestart() {
    number(9);

    world.restart();

    assertServes(number(1));
  }

  @Test
  void aTakeoverIsNotAnnouncedAsReconnecting() {
    ScriptedStream watching = world.join("Berta").online();
    number(1);
    watching.forget();

    number(2);
    world.pass(World.LEASE.plusSeconds(1));

    assertEquals(List.of(), watching.hints("lobby"));
    assertEquals(
        Map.of("Ana", Presence.PRESENCE_ONLINE, "Berta", Presence.PRESENCE_ONLINE), ana.present());
  }

  @Test
  void aStreamWhoseLossIsUnnoticedIsTakenOver() {
    ScriptedStream first = number(1);
    first.stall(Duration.ofHours(1));

    assertServes(number(2));
  }

  @Test
  void aStreamThatIsNotOpenYetEndsNoOther() {
    ScriptedStream first = number(1);

    ana.converse();
    world.pass(World.OPEN_TIMEOUT.minusSeconds(1));

    assertServes(first);
  }

  private ScriptedStream number(long number) {
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
