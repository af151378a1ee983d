package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.QuietLog;
import chat.charla.server.health.Health;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Health reports whether the chat can carry out commands and calls, also while clients send none.
 */
class HealthRulesTest {
  private static final ErrorReason UNKNOWN = ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE;

  /** A change of health is noticed within this time. */
  private static final Duration NOTICED = Health.INTERVAL.plus(World.MOMENT);

  @RegisterExtension final QuietLog log = new QuietLog(Level.SEVERE);

  private final World world = new World().watchHealth();

  @Test
  void healthFailsWhenTheStorageRefusesPostsAndRecoversWithoutAPost() {
    ScriptedClient ana = world.join("Ana");
    assertTrue(works());
    world.breakDisk(false);
    ana.call(lobby("m1", "hello")).refused(UNKNOWN);
    world.pass(NOTICED);
    assertFalse(works());
    world.pass(Duration.ofMinutes(1));
    assertFalse(works());

    world.repairDisk();
    world.pass(Health.RECOVERY.plus(NOTICED).plus(NOTICED));

    assertTrue(works());
    ana.say("hello again");
  }

  @Test
  void healthFailsWhenTheStorageRefusesJoins() {
    world.server();
    world.breakDisk(false);
    world.stranger().call(ScriptedClient.asking("Ana")).refused(UNKNOWN);

    world.pass(NOTICED);

    assertFalse(works());
  }

  @Test
  void healthFailsWhileAPostWaitsTooLongForTheStorage() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    world.faults().maxDelay(Duration.ofHours(1));
    stream.post("r1", lobby("m1", "hello"));
    world.moment();
    world.faults().maxDelay(Duration.ofMillis(1));

    world.pass(Health.OVERDUE.minus(NOTICED));
    assertTrue(works());
    world.pass(NOTICED.plus(NOTICED));
    assertFalse(works());

    world.pass(Duration.ofHours(2));
    assertTrue(works());
    assertEquals(1, stream.result("r1").getMessageSent().getSequence());
  }

  @Test
  void nothingIsWrittenForHealthWhileTheStorageWorks() {
    world.server();
    long before = world.writes();

    world.pass(Duration.ofMinutes(9)); // the first mark of the clock is not yet due

    assertTrue(works());
    assertEquals(before, world.writes());
  }

  private boolean works() {
    return world.server().works();
  }
}
