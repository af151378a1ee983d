package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.QuietLog;
import chat.charla.server.storage.StorageListener.Operation;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ListMessagesRequest;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log reports failures of the storage. It reports none if a client leaves during a read. */
class StorageFailureRulesTest {
  @RegisterExtension final QuietLog log = new QuietLog(Level.SEVERE);

  private final World world = new World();
  private final ScriptedClient ana = world.join("Ana");

  @Test
  void leavingDuringReadsOfTheInboxIsNotReportedAsAFailure() {
    ana.call(PrivateMessages.toId("m1", ana, "a note")).get();
    world.faults().maxDelay(World.SLOW_DISK);
    for (int i = 0; i < 200; i++) {
      ana.call(ListMessagesRequest.newBuilder().setAfterSequence(0).build());
    }

    ana.leave().get();
    world.pass(Duration.ofMinutes(1));

    assertEquals(0, world.onDisk().inboxes());
    assertEquals(List.of(), world.server().storageFailures());
  }

  @Test
  void failedWritesAndReadsAreReported() {
    world.breakDisk(false);
    ana.call(lobby("m1", "hello")).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();
    world.faults().failingReads(1);
    ana.call(ListMessagesRequest.newBuilder().setRoom("lobby").setAfterSequence(0).build())
        .refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);

    List<Operation> failed = world.server().storageFailures();

    assertTrue(failed.containsAll(List.of(Operation.APPEND, Operation.READ)), failed::toString);
  }
}
