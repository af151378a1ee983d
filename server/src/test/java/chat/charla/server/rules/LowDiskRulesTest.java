package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.asking;
import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.server.disk.DiskLevel;
import chat.charla.server.disk.DiskWatch;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * When the disk is nearly full, the server refuses messages of sessions that have written much, and
 * later the messages of all sessions. Clients can still read.
 */
class LowDiskRulesTest {
  private static final ErrorReason REFUSED = ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE;
  private static final long MIN_FREE = 1000;
  private static final Duration NOTICED = DiskWatch.INTERVAL.plus(Duration.ofSeconds(2));

  /** A session may write two bytes a second, and 20,000 at once. */
  private static final RateSettings RATES =
      new RateSettings(
          Map.of(Quota.BYTES, new Rate(20_000, Duration.ofSeconds(10_000))),
          Map.of(),
          0,
          Duration.ZERO);

  /** The text of a message that takes about 4,400 bytes on disk. */
  private static final String LONG = "x".repeat(4_000);

  private World world = new World().watchHealth().minFreeDisk(MIN_FREE).rates(RATES);
  private ScriptedClient ana = world.join("Ana");
  private ScriptedClient berta = world.join("Berta");

  @Test
  void onALowDiskSessionsThatHaveWrittenMuchAreRefusedFirst() {
    for (int i = 0; i < 3; i++) {
      ana.say(LONG);
    }
    berta.say("little");
    ana.say("the disk has space");
    setFree(MIN_FREE - 1);

    CallFailure refusal = ana.call(lobby("m1", "x")).refused(REFUSED);

    assertEquals(Map.of("cause", "disk_low"), refusal.metadata());
    assertEquals(Duration.ofSeconds(10), refusal.retryDelay());
    berta.say("more");
    ScriptedStream stream = ana.online();
    assertTrue(stream.enters("kitchen"));
    world.join("Carla").say("hello");
    assertTrue(world.server().works());
    assertEquals(List.of(DiskLevel.LOW), world.diskLevels());
  }

  @Test
  void aSessionThatHasWrittenMuchMayWriteAgainWhenHalfOfTheBytesAreBack() {
    for (int i = 0; i < 4; i++) {
      ana.say(LONG);
    }
    setFree(MIN_FREE - 1);
    ana.call(lobby("m1", "x")).refused(REFUSED);

    world.pass(Duration.ofSeconds(5_000));

    assertFalse(ana.call(lobby("m1", "x")).get().getDuplicate());
  }

  @Test
  void whenTheSpaceIsTooLowAllWritesAreRefusedAndReadingGoesOn() {
    ana.call(lobby("m1", "before")).get();
    setFree(MIN_FREE / 2 - 1);

    ana.call(lobby("m2", "x")).refused(REFUSED);
    ana.call(PrivateMessages.toId("p1", berta, "x")).refused(REFUSED);
    CallFailure join = world.stranger().call(asking("Carla")).refused(REFUSED);
    ScriptedStream stream = ana.online();
    stream.enter("entering", "new");

    assertEquals(Map.of("cause", "disk_low"), join.metadata());
    stream.refused("entering", REFUSED);
    assertTrue(stream.enters("lobby"), "an existing room");
    assertTrue(ana.call(lobby("m1", "before")).get().getDuplicate(), "a repetition");
    assertEquals(List.of("before"), ana.history("lobby"));
    assertEquals("Ana-2", ana.join("Ana-2").getSelf().getName(), "a Join with a token");
    assertFalse(world.server().works(), "health reports the low disk");
    berta.leave().get();
  }

  @Test
  void aJoinThatHasSucceededIsAnsweredAgain() {
    JoinRequest request =
        asking("Carla").toBuilder().setRequestId(new UUID(1, 2).toString()).build();
    JoinResponse first = world.stranger().call(request).get();
    setFree(0);

    JoinResponse again = world.stranger().call(request).get();

    assertEquals(first.getSessionToken(), again.getSessionToken());
  }

  @Test
  void aSendThatWasRefusedKeepsItsPlaceInTheOrder() {
    ScriptedStream stream = ana.online();
    setFree(0);
    stream.post("first", lobby("m1", "1"));
    stream.refused("first", REFUSED);
    setFree(10 * MIN_FREE);

    stream.post("second", lobby("m2", "2"));
    stream.refused("second", REFUSED);
    stream.post("first again", lobby("m1", "1"));
    stream.post("second again", lobby("m2", "2"));

    assertTrue(stream.result("second again").hasMessageSent());
    assertEquals(List.of("1", "2"), ana.history("lobby"));
  }

  /** The free space must exceed a bound by a quarter before the server writes again. */
  @Test
  void theLevelDoesNotChangeBackAndForth() {
    for (long free : List.of(499, 501, 499, 624, 480, 626, 500, 700, 1001, 1249, 1250, 1000)) {
      setFree(free);
    }

    assertEquals(List.of(DiskLevel.TOO_LOW, DiskLevel.LOW, DiskLevel.ENOUGH), world.diskLevels());
    assertTrue(world.server().works());
    ana.say("hello");
  }

  @Test
  void aServerThatStartsOnALowDiskRefusesAtOnce() {
    setFree(0);
    world.restart();

    ana.call(lobby("m1", "x")).refused(REFUSED);
    world.pass(NOTICED);
    assertFalse(world.server().works());
  }

  private void setFree(long bytes) {
    world.setFreeDisk(bytes);
    world.pass(NOTICED);
  }
}
