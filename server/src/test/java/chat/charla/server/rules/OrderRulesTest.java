package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.QuietLog;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.v1.Closing;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.SendMessageRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One author's messages keep their order, even if some of them have to be retried. */
class OrderRulesTest {
  private static final ErrorReason STORAGE = ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE;
  private static final ErrorReason RATE = ErrorReason.ERROR_REASON_RATE_LIMITED;
  private static final int MESSAGES = 4;
  private static final int FLOOD = 6;

  @RegisterExtension final QuietLog log = new QuietLog(Level.SEVERE);

  private final World world = new World();

  @Test
  void sendsAfterOneThatCouldNotBeStoredAreRefusedUntilItIsRetried() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    failToStore(stream, "m1");

    stream.post("r2", lobby("m2", "m2"));

    stream.refused("r2", STORAGE);
    assertRepeatable(stream.result("r2").getError());
    stream.post("r1 again", lobby("m1", "m1"));
    stream.post("r2 again", lobby("m2", "m2"));
    stream.post("r3", lobby("m3", "m3"));
    assertTrue(stream.result("r3").hasMessageSent());
    assertEquals(List.of("m1", "m2", "m3"), ana.history("lobby"));
  }

  @Test
  void sendsThatWaitBehindAFailedBatchAreRefusedWithIt() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    world.breakDisk(false);
    for (int i = 1; i <= 20; i++) {
      stream.post("r" + i, lobby("m" + i, "m" + i));
    }
    stream.refused("r1", STORAGE);
    world.repairDisk();
    stream.post("r21", lobby("m21", "m21"));
    stream.refused("r21", STORAGE);
    world.pass(Duration.ofSeconds(2));

    assertEquals(List.of(), ana.history("lobby"));
    for (int i = 1; i <= 21; i++) {
      stream.post("again " + i, lobby("m" + i, "m" + i));
    }

    assertTrue(stream.result("again 21").hasMessageSent());
    assertEquals(21, ana.history("lobby").size());
    assertEquals(
        ana.history("lobby").stream().sorted(OrderRulesTest::byNumber).toList(),
        ana.history("lobby"));
  }

  @Test
  void theOldestRefusedSendIsRetriedFirst() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    failToStore(stream, "m1");
    stream.post("r2", lobby("m2", "m2"));
    stream.refused("r2", STORAGE);

    stream.post("r2 early", lobby("m2", "m2"));

    stream.refused("r2 early", STORAGE);
    stream.post("r1 again", lobby("m1", "m1"));
    stream.post("r3 early", lobby("m3", "m3"));
    stream.post("r2 again", lobby("m2", "m2"));
    stream.refused("r3 early", STORAGE);
    assertTrue(stream.result("r2 again").hasMessageSent());
    assertEquals(List.of("m1", "m2"), ana.history("lobby"));
  }

  @Test
  void aSendThatIsNotRetriedInTimeStopsBlocking() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    failToStore(stream, "m1");

    world.pass(Duration.ofSeconds(6));
    stream.post("r2", lobby("m2", "m2"));

    assertTrue(stream.result("r2").hasMessageSent());
  }

  @Test
  void theNextStreamIsNotBlocked() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream first = ana.online();
    failToStore(first, "m1");
    first.cut();

    ScriptedStream next = ana.online();
    next.post("r2", lobby("m2", "m2"));

    assertTrue(next.result("r2").hasMessageSent());
  }

  @Test
  void aSendWithoutAnIdDoesNotBlockOthers() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    failToStore(stream, "");

    stream.post("r2", lobby("m2", "m2"));

    assertTrue(stream.result("r2").hasMessageSent());
  }

  @Test
  void privateMessagesAreOrderedTogetherAndRoomsSeparately() {
    ScriptedClient berta = world.join("Berta");
    ScriptedClient carla = world.join("Carla");
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    world.breakDisk(false);
    stream.post("p1", PrivateMessages.toId("p1", berta, "p1"));
    stream.refused("p1", STORAGE);
    world.repairDiskAndWait();

    stream.post("p2", PrivateMessages.toId("p2", carla, "p2"));
    stream.post("m1", lobby("m1", "m1"));

    stream.refused("p2", STORAGE);
    assertTrue(stream.result("m1").hasMessageSent());
    stream.post("p1 again", PrivateMessages.toId("p1", berta, "p1"));
    stream.post("p2 again", PrivateMessages.toId("p2", carla, "p2"));
    assertTrue(stream.result("p2 again").hasMessageSent());
    assertEquals(List.of("p1", "p2"), ana.history(""));
  }

  @Test
  void aKnownIdIsAnsweredEvenIfSendsAreBlocked() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    ana.call(lobby("m0", "m0")).get();
    failToStore(stream, "m1");

    stream.post("r0", lobby("m0", "m0"));

    assertTrue(stream.result("r0").getMessageSent().getDuplicate());
    assertTrue(ana.call(lobby("m0", "m0")).get().getDuplicate());
  }

  @Test
  void aCallIsBlockedByTheStreamAndMayRetryTheBlockingSend() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    failToStore(stream, "m1");
    ana.call(lobby("m2", "m2")).refused(STORAGE);

    ana.call(lobby("m1", "m1")).get();

    stream.post("r3", lobby("m3", "m3"));
    assertTrue(stream.result("r3").hasMessageSent());
    assertEquals(List.of("m1", "m3"), ana.history("lobby"));
  }

  @Test
  void aRefusedCallDoesNotBlockOthers() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    world.breakDisk(false);
    ana.call(lobby("m1", "m1")).refused(STORAGE);
    world.repairDiskAndWait();

    stream.post("r2", lobby("m2", "m2"));

    assertTrue(stream.result("r2").hasMessageSent());
    assertFalse(ana.call(lobby("m3", "m3")).get().getDuplicate());
  }

  @Test
  void leavingIsNotBlocked() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    failToStore(stream, "m1");

    stream.leave("leave", "lobby");

    assertTrue(stream.result("leave").hasRoomLeft());
  }

  @Test
  void aStreamWithTheHighestNumberOfRefusedIdsIsBlockedInAllTimelines() {
    ScriptedClient berta = world.join("Berta");
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    world.breakDisk(false);
    for (int i = 1; i <= 64; i++) {
      stream.post("r" + i, lobby("m" + i, "m" + i));
    }
    stream.refused("r64", STORAGE);
    world.repairDiskAndWait();

    stream.post("p1", PrivateMessages.toId("p1", berta, "p1"));

    stream.refused("p1", STORAGE);
    stream.post("again", lobby("m1", "m1"));
    assertTrue(stream.result("again").hasMessageSent());
    stream.post("p2", PrivateMessages.toId("p2", berta, "p2"));
    assertTrue(stream.result("p2").hasMessageSent());
  }

  @Test
  void newMessagesDoNotTakeTheTokensThatRetriesGiveBack() {
    ScriptedStream other = limited().join("Berta").online();
    ScriptedClient ana = world.join("Ana");
    ScriptedStream lost = ana.online();
    for (int i = 1; i <= MESSAGES; i++) {
      ana.call(lobby("m" + i, "m" + i)).get();
    }
    lost.post("r5", lobby("m5", "m5"));
    lost.refused("r5", RATE);
    lost.cut();
    ScriptedStream stream = ana.online();
    world.pass(Duration.ofSeconds(4)); // the bucket has two tokens again
    inOneBatch(
        other,
        () -> {
          stream.post("again 1", lobby("m1", "m1"));
          stream.post("again 2", lobby("m2", "m2"));
          stream.post("again 5", lobby("m5", "m5"));
        });
    assertTrue(stream.result("again 2").getMessageSent().getDuplicate());
    stream.refused("again 5", RATE);

    stream.post("r6", lobby("m6", "m6"));

    stream.refused("r6", RATE);
    stream.post("again 5 again", lobby("m5", "m5"));
    stream.post("r6 again", lobby("m6", "m6"));
    assertTrue(stream.result("r6 again").hasMessageSent());
    assertEquals(List.of("m1", "m2", "m3", "m4", "by Berta", "m5", "m6"), ana.history("lobby"));
  }

  @Test
  void blockedSendsDoNotCountAsAFlood() {
    ScriptedClient ana = limited().join("Ana");
    ScriptedStream stream = ana.online();
    ana.sayNumbers(1, MESSAGES);
    stream.post("told to wait", lobby("m5", "m5"));
    stream.refused("told to wait", RATE);
    world.pass(Duration.ofSeconds(5));

    for (int i = 0; i < 3 * FLOOD; i++) {
      stream.post("blocked " + i, lobby("b" + i, "blocked"));
    }

    stream.refused("blocked " + (3 * FLOOD - 1), RATE);
    stream.post("m5 again", lobby("m5", "m5"));
    assertTrue(stream.result("m5 again").hasMessageSent());
  }

  @Test
  void sendingWhileRateLimitedIsAFloodEvenWithIds() {
    ScriptedClient ana = limited().join("Ana");
    ScriptedStream stream = ana.online();
    ana.sayNumbers(1, MESSAGES);

    for (int i = 0; i <= FLOOD; i++) {
      stream.post("", lobby("f" + i, "on and on"));
    }

    stream.ends(RATE, Closing.Action.ACTION_RESUME);
  }

  /** The room is made before the message is retried. */
  @Test
  void aRefusedMessageToARoomThatDoesNotExistBlocksTheNextOnes() {
    ScriptedClient ana = limited().join("Ana");
    ScriptedStream stream = ana.online();
    ana.sayNumbers(1, MESSAGES);
    stream.post("r1", kitchen("m1"));
    stream.refused("r1", RATE);
    stream.enter("enter", "kitchen");
    assertTrue(stream.result("enter").hasRoomEntered());
    world.pass(Duration.ofSeconds(5));

    stream.post("r2", kitchen("m2"));

    stream.refused("r2", RATE);
    stream.post("r1 again", kitchen("m1"));
    stream.post("r2 again", kitchen("m2"));
    assertTrue(stream.result("r2 again").hasMessageSent());
    assertEquals(List.of("m1", "m2"), ana.history("kitchen"));
  }

  private static SendMessageRequest kitchen(String id) {
    return lobby(id, id).toBuilder().setRoom("kitchen").build();
  }

  /** Posts a message, which is refused because the disk fails. Then repairs the disk. */
  private void failToStore(ScriptedStream stream, String id) {
    world.breakDisk(false);
    stream.post("not stored", lobby(id, "m1"));
    stream.refused("not stored", STORAGE);
    world.repairDiskAndWait();
  }

  /**
   * Makes these posts while another message is being stored, so they wait and are checked in one
   * batch.
   */
  private void inOneBatch(ScriptedStream other, Runnable posts) {
    world.faults().maxDelay(World.SLOW_DISK);
    other.post("slow", lobby("slow", "by Berta"));
    world.pass(Duration.ofMillis(5));
    posts.run();
    other.result("slow");
    world.faults().maxDelay(Duration.ofMillis(1));
  }

  private World limited() {
    return world.rates(
        new RateSettings(
            Map.of(Quota.MESSAGES, new Rate(MESSAGES, Duration.ofSeconds(8))),
            Map.of(),
            FLOOD,
            Duration.ofSeconds(30)));
  }

  private static void assertRepeatable(Error error) {
    assertTrue(error.hasRetryDelay());
    assertTrue(error.getRetryDelay().getSeconds() < 1, "the delay must be less than a second");
    assertTrue(error.getRetryDelay().getNanos() > 0);
  }

  private static int byNumber(String one, String other) {
    return Integer.compare(
        Integer.parseInt(one.substring(1)), Integer.parseInt(other.substring(1)));
  }
}
