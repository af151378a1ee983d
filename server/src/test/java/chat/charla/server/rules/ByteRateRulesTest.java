package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.SendMessageResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The bytes that messages add to the disk have a rate for each session and for each address. */
class ByteRateRulesTest {
  private static final ErrorReason RATE_LIMITED = ErrorReason.ERROR_REASON_RATE_LIMITED;

  /** A session may write one byte a second, and 10,000 at once. */
  private static final Rate OF_SESSION = new Rate(10_000, Duration.ofSeconds(10_000));

  /** The text of a message that takes about 4,400 bytes on disk. */
  private static final String LONG = "x".repeat(4_000);

  private World world = new World().rates(rates(Map.of(Quota.BYTES, OF_SESSION), Map.of()));
  private ScriptedClient ana = world.join("Ana");

  @Test
  void aSendThatWouldExceedTheRateIsRefusedAndPostedWhenItIsRepeated() {
    ana.call(lobby("m1", LONG)).get();
    ana.call(lobby("m2", LONG)).get();

    CallFailure refusal = ana.call(lobby("m3", LONG)).refused(RATE_LIMITED);

    assertEquals(Map.of("limit", "bytes", "scope", "session"), refusal.metadata());
    Duration delay = Objects.requireNonNull(refusal.retryDelay());
    assertTrue(delay.toSeconds() > 2_500 && delay.toSeconds() < 3_500, delay::toString);
    assertEquals(List.of(LONG, LONG), ana.history("lobby"));
    world.pass(delay);
    assertFalse(ana.call(lobby("m3", LONG)).get().getDuplicate());
  }

  @Test
  void aPrivateMessageCountsForBothInboxes() {
    ScriptedClient berta = world.join("Berta");
    ana.call(PrivateMessages.toId("m1", berta, LONG)).get();

    ana.call(PrivateMessages.toId("m2", berta, LONG)).refused(RATE_LIMITED);
  }

  @Test
  void aMessageToOneselfCountsOnce() {
    ana.call(PrivateMessages.toId("m1", ana, LONG)).get();

    ana.call(PrivateMessages.toId("m2", ana, LONG)).get();
  }

  @Test
  void aShortMessageCountsTogetherWithTheBytesThatTheStorageAdds() {
    for (int i = 0; i < 25; i++) {
      ana.call(lobby("m" + i, "x")).get();
    }

    CallFailure refusal = ana.call(lobby("long", LONG)).refused(RATE_LIMITED);

    assertEquals("bytes", refusal.metadata().get("limit"));
  }

  @Test
  void repetitionsTakeNoBytesAndAreAnsweredWhenTheBytesAreUsedUp() {
    ana.call(lobby("m1", LONG)).get();
    for (int i = 0; i < 10; i++) {
      assertTrue(ana.call(lobby("m1", LONG)).get().getDuplicate());
    }
    ana.call(lobby("m2", LONG)).get();
    ana.call(lobby("m3", LONG)).refused(RATE_LIMITED);

    assertTrue(ana.call(lobby("m2", LONG)).get().getDuplicate());
  }

  @Test
  void sendsThatAreRefusedTakeNoBytes() {
    for (int i = 0; i < 10; i++) {
      ana.call(PrivateMessages.toName("n" + i, "Nobody", LONG))
          .refused(ErrorReason.ERROR_REASON_USER_NOT_FOUND);
      ana.call(lobby("long" + i, LONG.repeat(5)))
          .refused(ErrorReason.ERROR_REASON_MESSAGE_TOO_LARGE);
    }

    ana.call(lobby("m1", LONG)).get();
    ana.call(lobby("m2", LONG)).get();
  }

  @Test
  void aMessageThatTheDiskDidNotStoreTakesNoBytes() {
    for (int i = 0; i < 4; i++) {
      world.breakDisk(false);
      ana.call(lobby("m" + i, LONG)).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
      world.repairDiskAndWait();
    }

    ana.call(lobby("m1", LONG)).get();
    ana.call(lobby("m2", LONG)).get();
  }

  /** A refused message makes the server look for receipts, and this look-up fails. */
  @Test
  void aMessageThatIsRefusedBecauseTheReceiptsCannotBeReadTakesNoBytes() {
    world.faults().maxDelay(World.SLOW_DISK);
    for (int i = 0; i < 4; i++) {
      ana.call(lobby("short" + i, "x"));
      world.pass(World.ARRIVAL);
      Reply<SendMessageResponse> decided = ana.call(lobby("m" + i, LONG));
      Reply<SendMessageResponse> refused = ana.call(lobby("long" + i, LONG.repeat(5)));
      world.faults().failingReads(1);

      decided.refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
      refused.refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
      world.faults().failingReads(0);
    }

    ana.call(lobby("m", LONG)).get();
  }

  /**
   * The last three messages wait for the disk, and are decided in one batch. The last one is short.
   */
  @Test
  void noMessageOvertakesOneThatWasRefusedForItsBytes() {
    ScriptedStream stream = ana.online();
    ana.call(lobby("m1", LONG)).get();
    world.faults().maxDelay(World.SLOW_DISK);
    stream.post("first", lobby("m2", "first"));
    world.pass(World.ARRIVAL);

    stream.post("long", lobby("m3", LONG));
    stream.post("too much", lobby("m4", LONG));
    stream.post("after it", lobby("m5", "after it"));

    assertTrue(stream.result("long").hasMessageSent());
    stream.refused("too much", RATE_LIMITED);
    stream.refused("after it", RATE_LIMITED);
    assertEquals("bytes", RateFixture.limit(stream, "after it"));
    assertEquals(List.of(LONG, "first", LONG), ana.history("lobby"));
  }

  @Test
  void aMessageThatIsLongerThanTheRateIsPostedWhenNothingIsUsed() {
    useServerWith(Map.of(Quota.BYTES, new Rate(1_000, Duration.ofSeconds(1_000))), Map.of());
    ana.call(lobby("m1", LONG)).get();

    CallFailure refusal = ana.call(lobby("m2", "x")).refused(RATE_LIMITED);

    assertTrue(
        Objects.requireNonNull(refusal.retryDelay()).toSeconds() > 3_000,
        "the bucket is overdrawn");
  }

  @Test
  void allSessionsOfAnAddressShareItsBytes() {
    useServerWith(Map.of(), Map.of(Quota.BYTES, OF_SESSION));
    ScriptedClient berta = world.strangerFrom("192.0.2.1");
    berta.join("Berta");
    ScriptedClient carla = world.strangerFrom("192.0.2.1");
    carla.join("Carla");
    berta.call(lobby("m1", LONG)).get();
    carla.call(lobby("m1", LONG)).get();

    CallFailure refusal = carla.call(lobby("m2", LONG)).refused(RATE_LIMITED);

    assertEquals(Map.of("limit", "bytes", "scope", "address"), refusal.metadata());
    ana.call(lobby("m1", LONG)).get();
  }

  /** Refusals for bytes and for the number of messages are counted separately. */
  @Test
  void aSessionThatKeepsSendingAfterRefusalsFloods() {
    ScriptedStream stream = ana.online();
    ana.call(lobby("m1", LONG)).get();
    ana.call(lobby("m2", LONG)).get();

    for (int i = 0; i <= RateFixture.FLOOD; i++) {
      stream.post("r" + i, lobby("", LONG));
    }

    stream.ends(RATE_LIMITED, Closing.Action.ACTION_RESUME);
  }

  private void useServerWith(Map<Quota, Rate> perSession, Map<Quota, Rate> perAddress) {
    world = new World().rates(rates(perSession, perAddress));
    ana = world.join("Ana");
  }

  private static RateSettings rates(Map<Quota, Rate> perSession, Map<Quota, Rate> perAddress) {
    return new RateSettings(perSession, perAddress, RateFixture.FLOOD, RateFixture.PAUSE);
  }
}
