package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.QuietLog;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A change of rooms or of a name is on disk, but was refused with an unknown outcome. What the
 * server answers later stays true, also after a restart.
 */
class UnknownOutcomeRulesTest {
  private static final ErrorReason UNKNOWN = ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE;

  @RegisterExtension final QuietLog log = new QuietLog(Level.SEVERE);

  private final World world = new World();
  private final ScriptedClient ana = world.join("Ana");
  private final ScriptedStream stream = ana.online();

  // Rooms

  @Test
  void anEnterRoomIsStoredAfterALeaveRoomOfUnknownOutcome() {
    stream.leave("l1", "lobby");
    failsAndIsOnDisk(() -> stream.refused("l1", UNKNOWN));

    stream.enter("e1", "lobby");
    assertTrue(stream.result("e1").getRoomEntered().getAlreadyMember());
    world.restart();

    assertEquals(List.of("lobby"), roomsOfAna());
  }

  @Test
  void aLeaveRoomIsStoredAfterAnEnterRoomOfUnknownOutcome() {
    world.makeRoomOnDisk("kitchen");
    world.restart();
    ScriptedStream restarted = ana.online();
    restarted.enter("e1", "kitchen");
    failsAndIsOnDisk(() -> restarted.refused("e1", UNKNOWN));

    restarted.leave("l1", "kitchen");
    restarted.refused("l1", ErrorReason.ERROR_REASON_NOT_A_MEMBER);
    world.restart();

    assertEquals(List.of("lobby"), roomsOfAna());
  }

  @Test
  void aLeaveRoomThatIsNotRetriedIsUndoneWhenTheStorageWorks() {
    stream.leave("l1", "lobby");
    failsAndIsOnDisk(() -> stream.refused("l1", UNKNOWN));

    world.pass(Duration.ofSeconds(2));
    world.restart();

    assertEquals(List.of("lobby"), roomsOfAna());
  }

  // Names

  @Test
  void anAnswerWithTheOldNameIsTrueAfterARenameOfUnknownOutcome() {
    failsAndIsOnDisk(() -> ana.call(ScriptedClient.asking("Berta")).refused(UNKNOWN));

    assertEquals("Ana", ana.join("Ana").getSelf().getName());
    ScriptedClient berta = world.join("Berta");
    world.restart();

    assertEquals("Ana", nameOf(ana));
    assertEquals("Berta", nameOf(berta));
  }

  @Test
  void aNameThatMayBeStoredForOneIdentityIsNotGivenToAnother() {
    failsAndIsOnDisk(() -> ana.call(ScriptedClient.asking("Berta")).refused(UNKNOWN));
    ScriptedClient berta = world.stranger();
    berta.nameTaken("Berta");

    world.pass(Duration.ofSeconds(2));
    berta.join("Berta");
    world.restart();

    assertEquals("Ana", nameOf(ana));
    assertEquals("Berta", nameOf(berta));
  }

  /** Without a limit, one identity could reserve any number of names. */
  @Test
  void whileTheStorageFailsAnIdentityReservesFewNames() {
    List<String> names = List.of("Uno", "Dos", "Tres", "Cuatro", "Cinco", "Seis", "Siete");
    ScriptedClient berta = world.stranger();
    world.breakDisk(false);
    for (String name : names) {
      ana.call(ScriptedClient.asking(name)).refused(UNKNOWN);
    }

    berta.nameTaken("Uno");
    berta.call(ScriptedClient.asking("Siete")).refused(UNKNOWN);
    world.repairDiskAndWait();

    assertEquals("Uno", berta.join("Uno").getSelf().getName());
    assertEquals("Siete", ana.join("Siete").getSelf().getName());
  }

  @Test
  void aNameStaysWithItsHolderAfterAJoinOfUnknownOutcomeAndAClockSetBack() {
    ScriptedClient unanswered = world.stranger();
    JoinRequest request =
        ScriptedClient.asking("Berta").toBuilder()
            .setRequestId("0d5f0f3c-6d0b-4d5e-9c3e-2f6f1b8f7a11")
            .build();
    world.faults().maxDelay(Duration.ofMillis(200));
    Reply<?> reply = unanswered.call(request);
    world.await("the inbox of the new identity", () -> world.onDisk().inboxes() == 2);
    failsAndIsOnDisk(() -> reply.refused(UNKNOWN));
    world.faults().maxDelay(Duration.ofMillis(1));
    world.server().shiftWallClock(Duration.ofHours(-1));

    ScriptedClient berta = world.join("Berta");
    world.restart();

    assertEquals("Berta", nameOf(berta));
  }

  @Test
  void theLaterOfTwoQuickRenamesTakesEffect() {
    world.faults().maxDelay(Duration.ofMillis(200));
    Reply<?> first = ana.call(ScriptedClient.asking("Berta"));
    world.pass(Duration.ofMillis(5));
    Reply<?> second = ana.call(ScriptedClient.asking("Ana"));
    first.get();
    second.get();
    world.faults().maxDelay(Duration.ofMillis(1));

    assertEquals("Ana", nameOf(ana));
    ScriptedClient berta = world.join("Berta");
    world.restart();
    assertEquals("Ana", nameOf(ana));
    assertEquals("Berta", nameOf(berta));
  }

  @Test
  void aLapsedNameIsStoredAgainBeforeTheJoinIsAnswered() {
    stream.cancel();
    world.pass(World.LEASE.plusSeconds(5));
    world.breakDisk(false);

    ana.call(ScriptedClient.asking("Ana")).refused(UNKNOWN);

    world.repairDisk();
    assertEquals("Ana", ana.join("Ana").getSelf().getName());
    world.restart();
    world.stranger().nameTaken("Ana");
  }

  @Test
  void aNameIsFreeAtTheEndOfItsLeaseEvenIfTheEndIsNotStored() {
    stream.cancel();
    world.pass(World.LEASE.minusSeconds(1));
    world.breakDisk(false);
    world.pass(Duration.ofMillis(1500));
    world.repairDisk();

    ScriptedClient other = world.join("Ana");
    world.restart();

    assertNotEquals(ana.id(), other.id());
    assertEquals("Ana", nameOf(other));
    assertEquals("", nameOf(ana));
  }

  @Test
  void aJoinThatIsStoredAfterItsLeaseIsRefusedIfTheNameHasANewHolder() {
    stream.cancel();
    world.moment();
    world.faults().maxDelay(Duration.ofMinutes(30));
    ana.call(ScriptedClient.asking("Berta"));
    world.pass(World.ARRIVAL);
    Reply<?> late = ana.call(ScriptedClient.asking("Ana"));
    world.pass(World.LEASE.plusSeconds(5));

    ScriptedClient other = world.stranger();
    Reply<JoinResponse> others = other.call(ScriptedClient.asking("Ana"));
    world.faults().maxDelay(Duration.ofMillis(1));
    world.pass(Duration.ofHours(1));

    assertEquals("Ana", others.get().getSelf().getName());
    late.refused(ErrorReason.ERROR_REASON_NAME_TAKEN);
  }

  /** Every write fails, although it is carried out, until the refusal has arrived. */
  private void failsAndIsOnDisk(Runnable refusal) {
    world.breakDisk(true);
    refusal.run();
    world.repairDisk();
  }

  private List<String> roomsOfAna() {
    return ana.whoAmI().get().getRoomsList();
  }

  private static String nameOf(ScriptedClient client) {
    return client.whoAmI().get().getSelf().getName();
  }
}
