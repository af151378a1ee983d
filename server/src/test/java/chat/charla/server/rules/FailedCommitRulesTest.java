package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.QuietLog;
import chat.charla.v1.Cursor;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.Open;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.ServerNoticeCode;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The outcome of a failed commit is unknown until the log reports it. A retry settles the send. */
class FailedCommitRulesTest {
  private static final ErrorReason UNKNOWN = ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE;

  @RegisterExtension final QuietLog log = new QuietLog(Level.SEVERE);

  private final World world = new World();
  private final ScriptedClient ana = world.join("Ana");
  private final ScriptedStream stream = ana.online();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRetrySettlesARefusedSend(boolean carriedOut) {
    world.breakDisk(carriedOut);
    stream.post("r1", lobby("m1", "hello"));
    stream.refused("r1", UNKNOWN);
    world.repairDiskAndWait();

    SendMessageResponse settled = ana.call(lobby("m1", "hello")).get();

    assertEquals(1, settled.getSequence());
    assertEquals(carriedOut, settled.getDuplicate());
    assertShownOnce();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRetrySettlesARefusedSendAfterARestart(boolean carriedOut) {
    world.breakDisk(carriedOut);
    ana.call(lobby("m1", "hello")).refused(UNKNOWN);
    world.repairDisk();
    world.restart();

    SendMessageResponse settled = ana.call(lobby("m1", "hello")).get();

    assertEquals(1, settled.getSequence());
    assertEquals(carriedOut, settled.getDuplicate());
    assertEquals(List.of("hello"), ana.history("lobby"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRefusedPrivateSendIsInBothInboxesOrInNone(boolean carriedOut) {
    ScriptedClient berta = world.join("Berta");
    world.breakDisk(carriedOut);
    ana.call(PrivateMessages.toId("m1", berta, "psst")).refused(UNKNOWN);
    world.repairDiskAndWait();
    List<String> expected = carriedOut ? List.of("psst") : List.of();
    assertEquals(expected, ana.history(""));
    assertEquals(expected, berta.history(""));

    ana.call(PrivateMessages.toId("m1", berta, "psst")).get();

    assertEquals(List.of("psst"), ana.history(""));
    assertEquals(List.of("psst"), berta.history(""));
  }

  @Test
  void aFailedCommitThatTheLogFindsInTimeIsAcknowledged() {
    world.faults().maxDelay(World.SLOW_DISK);
    world.breakDisk(true);
    stream.post("r1", lobby("m1", "hello"));
    world.await("the failed write", () -> world.onDisk().head("lobby") == 1);
    world.repairDisk();

    SendMessageResponse sent = stream.result("r1").getMessageSent();

    assertEquals(1, sent.getSequence());
    assertFalse(sent.getDuplicate());
    world.pass(Duration.ofSeconds(2));
    assertShownOnce();
  }

  @Test
  void aFailedCommitThatIsAcknowledgedLaterSurvivesALossOfPower() {
    world.faults().maxDelay(World.SLOW_DISK);
    world.breakDisk(true);
    stream.post("r1", lobby("m1", "hello"));
    world.await("the failed write", () -> world.onDisk().head("lobby") == 1);
    world.repairDisk();
    stream.result("r1");
    world.faults().maxDelay(Duration.ofMillis(1));

    world.losePower();

    assertEquals(List.of("hello"), ana.history("lobby"));
  }

  @Test
  void eventsThatARestartedServerShowsSurviveALossOfPower() {
    world.breakDisk(true);
    ana.call(lobby("m1", "hello")).refused(UNKNOWN);
    world.repairDisk();
    world.restart();
    assertEquals(List.of("hello"), ana.history("lobby"));

    world.losePower();

    assertEquals(List.of("hello"), ana.history("lobby"));
  }

  @Test
  void whileTheDiskIsFullSendsAreRefusedAndReadingWorks() {
    ana.sayNumbers(1, 3);
    world.breakDisk(false);

    ana.call(lobby("m1", "hello")).refused(UNKNOWN);
    ana.call(lobby("m2", "hello?")).refused(UNKNOWN);
    ScriptedStream reading =
        ana.open(
            Open.newBuilder().addCursors(Cursor.newBuilder().setRoom("lobby").setAfterSequence(1)));
    world.moment();

    assertEquals(List.of("2", "3"), reading.texts("lobby"));
    assertEquals(List.of("1", "2", "3"), ana.history("lobby"));
    assertTrue(ana.present().containsKey("Ana"));
  }

  @Test
  void aRefusalHasARetryDelay() {
    world.breakDisk(false);

    Duration delay = ana.call(lobby("m1", "hello")).refused(UNKNOWN).retryDelay();

    assertTrue(delay != null && !delay.isZero());
  }

  @Test
  void sendsWorkAgainAsSoonAsTheDiskDoes() {
    world.breakDisk(false);
    ana.call(lobby("m1", "hello")).refused(UNKNOWN);
    world.pass(Duration.ofMinutes(10));

    world.repairDiskAndWait();

    assertEquals(1, ana.call(lobby("m1", "hello")).get().getSequence());
  }

  @Test
  void theRoomIsNotifiedOnceOfTheFailureAndOnceOfItsEnd() {
    world.breakDisk(false);
    ana.call(lobby("m1", "hello")).refused(UNKNOWN);
    ana.call(lobby("m2", "hello?")).refused(UNKNOWN);
    world.pass(Duration.ofSeconds(10));
    assertEquals(List.of(ServerNoticeCode.SERVER_NOTICE_CODE_STORAGE_UNAVAILABLE), notices());

    world.repairDiskAndWait();
    ana.call(lobby("m1", "hello")).get();
    world.moment();

    assertEquals(
        List.of(
            ServerNoticeCode.SERVER_NOTICE_CODE_STORAGE_UNAVAILABLE,
            ServerNoticeCode.SERVER_NOTICE_CODE_STORAGE_RESTORED),
        notices());
    assertEquals(0, stream.ephemeral("lobby").get(0).getSequence());
    assertFalse(
        stream.ephemeral("lobby").get(0).hasActor(), "the notice comes from the server itself");
  }

  @Test
  void aMessageThatTheLogHasNotAcknowledgedIsNotShown() {
    world.breakDisk(true);
    stream.post("r1", lobby("m1", "hello"));
    stream.refused("r1", UNKNOWN);

    assertEquals(1, world.onDisk().head("lobby"), "the message is on disk, unknown to the server");
    assertEquals(List.of(), stream.durable("lobby"));
    assertEquals(List.of(), ana.history("lobby"));
    assertEquals(0, ana.online().timeline("lobby").getHeadSequence());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void enteringARoomWithUnknownOutcomeMayBeRetried(boolean carriedOut) {
    world.breakDisk(carriedOut);
    stream.enter("e1", "kitchen");
    stream.refused("e1", UNKNOWN);
    world.repairDiskAndWait();

    stream.enter("e2", "kitchen");

    assertEquals("kitchen", stream.result("e2").getRoomEntered().getTimeline().getRoom());
    world.restart();
    assertEquals(List.of("kitchen", "lobby"), ana.whoAmI().get().getRoomsList());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leavingARoomWithUnknownOutcomeMayBeRetried(boolean carriedOut) {
    world.breakDisk(carriedOut);
    stream.leave("l1", "lobby");
    stream.refused("l1", UNKNOWN);
    world.repairDiskAndWait();

    stream.leave("l2", "lobby");

    assertEquals("lobby", stream.result("l2").getRoomLeft().getRoom());
    world.restart();
    assertEquals(List.of(), ana.whoAmI().get().getRoomsList());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leavingTheChatWithUnknownOutcomeMayBeRetried(boolean carriedOut) {
    world.breakDisk(carriedOut);
    ana.leave().refused(UNKNOWN);
    world.repairDiskAndWait();

    ana.leave().get();

    world.restart();
    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_ENDED);
    world.join("Ana");
  }

  @Test
  void aFailedReadIsRetriedUntilTheReaderHasEverything() {
    ana.sayNumbers(1, 3);
    world.restart();
    world.faults().failingReads(1);
    ScriptedStream reading = ana.online();
    world.pass(Duration.ofSeconds(10));
    assertEquals(List.of(), reading.durable("lobby"));

    world.faults().failingReads(0);
    world.pass(Duration.ofSeconds(2));

    assertTrue(reading.isLive());
    assertEquals(List.of("1", "2", "3"), reading.texts("lobby"));
  }

  @Test
  void aRetryThatCannotBeLookedUpIsNeitherPostedNorLost() {
    ana.call(lobby("m1", "hello")).get();
    world.faults().failingReads(1);
    ana.call(lobby("m1", "hello")).refused(UNKNOWN);
    world.faults().failingReads(0);

    assertTrue(ana.call(lobby("m1", "hello")).get().getDuplicate());
    assertEquals(List.of("hello"), ana.history("lobby"));
  }

  @Test
  void aSendThatMayBeARetryIsNotRefusedBeforeItIsLookedUp() {
    world.faults().failingReads(1);
    ana.call(lobby("m1", "")).refused(UNKNOWN);
    world.faults().failingReads(0);

    ana.call(lobby("m1", "")).refused(ErrorReason.ERROR_REASON_MESSAGE_EMPTY);
  }

  /** Requires that Ana's message is once in the history and once on her stream. */
  private void assertShownOnce() {
    world.moment();
    assertEquals(List.of("hello"), ana.history("lobby"));
    assertEquals(List.of("hello"), stream.texts("lobby"));
    assertEquals(List.of(1L), stream.sequences("lobby"));
  }

  private List<ServerNoticeCode> notices() {
    return stream.ephemeral("lobby").stream()
        .filter(Event::hasServerNotice)
        .map(event -> event.getServerNotice().getCode())
        .toList();
  }
}
