package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.RecordedLog;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The server deletes an identity with two writes: its record, and then its inbox. If the server is
 * killed between them, the next server completes the deletion, and reports no damage.
 */
class KilledDeletionRulesTest {
  private static final JoinRequest REQUEST =
      JoinRequest.newBuilder()
          .setName("Ana")
          .setRequestId("7d3a6f0e-4a52-4c44-9d54-0f5b0f4f8a11")
          .build();

  @RegisterExtension final RecordedLog log = new RecordedLog("chat.charla.server.chat");

  private final World world = new World();

  @Test
  void anExpiredIdentityIsDeletedCompletely() {
    String ana = world.join("Ana").id();
    world.faults().maxDelay(World.SLOW_DISK);
    world.pass(World.LIFETIME.plusHours(1).minusSeconds(1));

    killBetweenTheWritesOf(ana);

    assertGone(ana);
  }

  @Test
  void theIdentityOfAJoinThatIsNotRepeatedIsDeletedCompletely() {
    world.server();
    ScriptedClient ana = world.stranger();
    world.faults().maxDelay(World.SLOW_DISK);
    Reply<?> join = ana.call(REQUEST);
    world.await("the inbox", () -> world.onDisk().inboxes() == 1);
    String id = world.onDisk().ownerOfInbox();
    world.breakDisk(true);
    join.refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    assertTrue(world.onDisk().hasIdentity(id));
    world.repairDisk();
    ana.call(REQUEST.toBuilder().setName("Berta").build());

    killBetweenTheWritesOf(id);

    assertGone(id);
  }

  private void killBetweenTheWritesOf(String id) {
    world.await(
        "the first write", () -> !world.onDisk().hasIdentity(id) || !world.onDisk().hasInbox(id));
    world.faults().maxDelay(Duration.ZERO);
    world.restart();
  }

  private void assertGone(String id) {
    assertEquals("[]", log.lines().all().toString());
    assertFalse(world.onDisk().hasIdentity(id));
    assertFalse(world.onDisk().hasInbox(id));
  }
}
