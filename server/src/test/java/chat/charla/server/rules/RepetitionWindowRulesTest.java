package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.SendMessageResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Repetitions are recognised for ever, or for a limited time if the operator decides so. */
class RepetitionWindowRulesTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration WINDOW = DAY.multipliedBy(7);

  private final World world = new World().repetitionWindow(WINDOW);
  private final ScriptedClient ana = world.join("Ana");

  @Test
  void clientsAreToldTheWindow() {
    ScriptedStream stream = ana.online();

    assertEquals(WINDOW.toSeconds(), stream.ready().getLimits().getRepetitionWindow().getSeconds());
    assertFalse(
        new World().join("Luis").online().ready().getLimits().hasRepetitionWindow(),
        "without the option it is unset");
  }

  @Test
  void aRepetitionWithinTheWindowAndADayLongerPostsNothing() {
    SendMessageResponse first = ana.call(lobby("m1", "hello")).get();
    world.pass(WINDOW.plus(DAY));

    SendMessageResponse second = ana.call(lobby("m1", "hello")).get();

    assertEquals(first.toBuilder().setDuplicate(true).build(), second);
    assertEquals(List.of("hello"), ana.history("lobby"));
  }

  @Test
  void aRepetitionLongAfterTheWindowIsANewMessage() {
    ana.call(lobby("m1", "hello")).get();
    world.pass(WINDOW.plusDays(3));

    SendMessageResponse second = ana.call(lobby("m1", "hello")).get();

    assertFalse(second.getDuplicate());
    assertEquals(List.of("hello", "hello"), ana.history("lobby"));
    assertTrue(ana.call(lobby("m1", "hello")).get().getDuplicate());
  }

  @Test
  void aServerThatIsOftenRestartedRemovesReceiptsAsWell() {
    ana.call(lobby("m1", "hello")).get();
    Duration run = Duration.ofHours(5);
    for (Duration age = Duration.ZERO; age.compareTo(WINDOW.plusDays(3)) < 0; age = age.plus(run)) {
      world.pass(run);
      world.restart();
    }
    world.pass(Duration.ofMinutes(6));

    assertFalse(ana.call(lobby("m1", "hello")).get().getDuplicate());
  }

  @Test
  void anOldIdMayBeUsedForAnotherText() {
    ana.call(lobby("m1", "hello")).get();
    world.pass(WINDOW.plusDays(3));

    assertEquals(2, ana.call(lobby("m1", "good bye")).get().getSequence());
  }

  @Test
  void aJumpOfTheClockDoesNotShortenTheWindow() {
    ana.call(lobby("m1", "hello")).get();
    world.server().shiftWallClock(DAY.multipliedBy(400));
    world.pass(DAY);
    world.restartAfter(DAY.multipliedBy(400));
    world.pass(DAY);

    assertTrue(ana.call(lobby("m1", "hello")).get().getDuplicate());
  }

  @Test
  void withoutTheOptionRepetitionsAreRecognisedForEver() {
    World other = new World();
    ScriptedClient luis = other.join("Luis");
    luis.online();
    luis.call(lobby("m1", "hello")).get();
    other.pass(DAY.multipliedBy(400));

    assertTrue(luis.call(lobby("m1", "hello")).get().getDuplicate());
  }

  @Test
  void removalContinuesAfterAFailureOfTheStorage() {
    ana.call(lobby("m1", "hello")).get();
    world.pass(WINDOW);
    world.breakDisk(false);
    world.pass(DAY.multipliedBy(2).plusHours(20));
    world.repairDiskAndWait();
    world.pass(Duration.ofHours(7));

    assertFalse(ana.call(lobby("m1", "hello")).get().getDuplicate());
  }
}
