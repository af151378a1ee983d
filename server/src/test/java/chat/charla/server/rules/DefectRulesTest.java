package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.QuietLog;
import chat.charla.server.simulation.Defects;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Ready;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A defect while a command is checked affects only the command's author. A defect in the middle of
 * a change ends the process, and another process continues from the disk.
 */
@Tag("fault:core-defect")
class DefectRulesTest {
  /** The server logs the defects that this test injects. */
  @RegisterExtension final QuietLog log = new QuietLog(Level.OFF);

  private final World world = new World();
  private final Defects defects = new Defects(new Random(1));
  private final ScriptedClient ana = world.join("Ana");
  private final ScriptedClient berta = world.join("Berta");
  private final ScriptedStream stream = ana.online();
  private int ended;

  @BeforeEach
  void prepare() {
    world
        .server()
        .defects(
            defects,
            () -> {
              ended++;
              defects.share(0);
            });
  }

  @Test
  void aDefectWhileAMessageIsCheckedRefusesOnlyThatMessage() {
    defects.share(1);
    stream.post("r1", lobby("m1", "poison"));
    stream.refused("r1", ErrorReason.ERROR_REASON_INTERNAL);
    defects.share(0);

    stream.post("r2", lobby("m2", "hello"));

    assertEquals(1, stream.result("r2").getMessageSent().getSequence());
    berta.say("hello Ana");
    assertEquals(List.of("hello", "hello Ana"), ana.history("lobby"));
    assertEquals(0, ended);
  }

  @Test
  void aDefectBeforeARoomIsMadeRefusesOnlyThatRequest() {
    defects.share(1);
    stream.enter("r1", "kitchen");
    stream.refused("r1", ErrorReason.ERROR_REASON_INTERNAL);
    defects.share(0);

    stream.enter("r2", "kitchen");

    assertEquals("kitchen", stream.result("r2").getRoomEntered().getTimeline().getRoom());
    assertEquals(0, ended);
  }

  @Test
  void aDefectWhileARoomIsEnteredEndsTheProcessAndTheEntryIsOnDisk() {
    ScriptedStream other = berta.online();
    other.enter("r0", "kitchen");
    other.result("r0");
    defects.share(1);
    stream.enter("r1", "kitchen");
    world.await("the end of the process", () -> ended == 1);
    world.moment();

    ScriptedStream next = ana.online();

    Ready ready = next.ready();
    assertTrue(
        ready.getTimelinesList().stream().anyMatch(state -> state.getRoom().equals("kitchen")));
    assertEquals(1, ended);
  }
}
