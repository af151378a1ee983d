package chat.charla.server.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.identity.Tokens;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.SendAllowance;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.testkit.VirtualTime;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SendOrderTest {
  private static final TimelineId LOBBY = TimelineId.room("lobby");
  private static final TimelineId KITCHEN = TimelineId.room("kitchen");
  private static final int CAPACITY = 3;
  private static final Duration DELAY = Duration.ofSeconds(4);

  private final VirtualTime time = new VirtualTime();
  private final Scheduler core = new SimulatedScheduler(time);
  private final SendOrder order = new SendOrder(core, CAPACITY);
  private final Tokens tokens = new Tokens();

  @Test
  void aRefusedSendBlocksLaterOnesUntilItIsSettled() {
    refuseForTheRate("m1");

    Refusal refusal = send("m2").take().orElseThrow();

    assertEquals(ErrorReason.ERROR_REASON_RATE_LIMITED, refusal.reason());
    assertEquals(Map.of("limit", "messages", "scope", "session"), refusal.metadata());
    assertPasses("m1");
    assertPasses("m2");
    assertPasses("m3");
  }

  @Test
  void retriesPassInTheOrderOfTheFirstAttempts() {
    refuseForTheRate("m1");
    assertBlocked("m2");
    assertBlocked("m3");

    assertBlocked("m3");
    assertBlocked("m2");
    assertPasses("m1");
    assertBlocked("m3");
    assertPasses("m2");
    assertPasses("m3");
  }

  @Test
  void aSendThatIsRefusedForItsBytesBlocksLaterOnes() {
    SendOrder.Turn first = send("m1");
    assertTrue(first.take().isEmpty());
    assertTrue(first.takeBytes(2000).isPresent());

    assertBlocked("m2");
    assertPasses("m1");
    assertPasses("m2");
  }

  @Test
  void anEarlierSendPassesEvenIfALaterOneIsRefusedFirst() {
    SendOrder.Turn first = send("m1");
    refuseForTheRate("m2");

    assertTrue(first.take().isEmpty());

    first.refused(Refusal.storageUnavailable());
    assertBlocked("m2");
    assertPasses("m1");
    assertPasses("m2");
  }

  @Test
  void aRetryThatIsRefusedAgainKeepsItsPlace() {
    refuseForTheRate("m1");
    assertBlocked("m2");
    SendOrder.Turn again = send("m1");
    assertTrue(again.take().isEmpty());
    assertTrue(send("m2").take().isEmpty(), "m2 is decided in one batch with m1");

    again.refused(Refusal.storageUnavailable());

    assertBlocked("m2");
    assertPasses("m1");
    assertPasses("m2");
  }

  @Test
  void aPermanentlyRefusedSendDoesNotBlockOthers() {
    refuseForTheRate("m1");
    SendOrder.Turn again = send("m1");
    assertTrue(again.take().isEmpty());

    again.refused(Refusal.notAMember("lobby"));

    assertPasses("m2");
  }

  @Test
  void aSendThatExceedsTheRateItselfIsRefusedForTheRate() {
    refuseForTheRate("m1");
    time.advance(DELAY);
    tokens.left = 0;
    SendOrder.Turn second = send("m2");

    Refusal excess = second.take().orElseThrow();

    assertEquals(DELAY, excess.retryDelay());
    assertFalse(second.isBlockedRefusal(excess));
  }

  @Test
  void aBlockedSendTakesNoToken() {
    refuseForTheRate("m1");
    tokens.left = 1;
    SendOrder.Turn second = send("m2");

    Refusal refusal = second.take().orElseThrow();

    assertTrue(second.isBlockedRefusal(refusal));
    assertEquals(1, tokens.left);
  }

  @Test
  void aBlockedSendGetsTheRemainingDelayOrAShortOne() {
    refuseForTheRate("m1");
    time.advance(Duration.ofSeconds(3));
    assertEquals(Duration.ofSeconds(1), assertBlocked("m2").retryDelay());

    time.advance(Duration.ofSeconds(3));

    assertEquals(Duration.ofMillis(100), assertBlocked("m3").retryDelay());
  }

  @Test
  void fiveSecondsAfterTheDelayTheBlockEnds() {
    refuseForTheRate("m1");
    time.advance(DELAY.plusSeconds(5).minusNanos(1));
    assertBlocked("m2");
    SendOrder.Turn early = send("m3");

    time.advance(Duration.ofNanos(1));

    assertPasses("m4");
    assertTrue(early.take().isPresent(), "m3 arrived before the block ended");
  }

  @Test
  void aSendWithoutAnIdIsBlockedAndDoesNotBlockOthers() {
    send("").refused(Refusal.storageUnavailable());
    assertPasses("m1");
    refuseForTheRate("m2");

    assertBlocked("");

    assertPasses("m2");
    assertPasses("m3");
  }

  @Test
  void otherTimelinesAreNotBlocked() {
    refuseForTheRate("m1");

    assertTrue(order.nextOfStream(KITCHEN, "m1", tokens).take().isEmpty());

    assertBlocked("m2");
  }

  @Test
  void aCallIsBlockedAndBlocksOthersOnlyIfItIsARetry() {
    order.nextOfUnaryCall(LOBBY, "c1", tokens).refused(Refusal.storageUnavailable());
    assertPasses("m1");
    refuseForTheRate("m2");
    assertTrue(order.nextOfUnaryCall(LOBBY, "c2", tokens).take().isPresent());

    SendOrder.Turn call = order.nextOfUnaryCall(LOBBY, "m2", tokens);

    assertTrue(call.take().isEmpty());
    call.refused(Refusal.storageUnavailable());
    assertBlocked("m3");
    order.nextOfUnaryCall(LOBBY, "m2", tokens).settled();
    assertPasses("m3");
  }

  @Test
  void withTheHighestNumberOfRefusedSendsAllTimelinesAreBlocked() {
    refuseForTheRate("m1");
    assertBlocked("m2");
    assertBlocked("m3");

    assertTrue(order.nextOfStream(KITCHEN, "k1", tokens).take().isPresent());

    assertPasses("m1");
    assertTrue(order.nextOfStream(KITCHEN, "k2", tokens).take().isEmpty());
  }

  @Test
  void refusedSendsThatExpireMakeRoomForOthers() {
    refuseForTheRate("m1");
    assertBlocked("m2");
    assertBlocked("m3");
    time.advance(DELAY.plusSeconds(5));

    refuseForTheRate("m4");

    assertBlocked("m5");
    assertTrue(order.nextOfStream(KITCHEN, "k1", tokens).take().isEmpty());
  }

  private SendOrder.Turn send(String id) {
    return order.nextOfStream(LOBBY, id, tokens);
  }

  /** Sends this message when no token is left. */
  private void refuseForTheRate(String id) {
    int before = tokens.left;
    tokens.left = 0;
    assertTrue(send(id).take().isPresent());
    tokens.left = before;
  }

  private void assertPasses(String id) {
    SendOrder.Turn turn = send(id);
    assertTrue(turn.take().isEmpty(), id);
    turn.settled();
  }

  private Refusal assertBlocked(String id) {
    SendOrder.Turn turn = send(id);
    Refusal refusal = turn.take().orElseThrow();
    assertTrue(turn.isBlockedRefusal(refusal), id);
    turn.refused(refusal);
    return refusal;
  }

  /** A rate that allows this many more sends. */
  private static final class Tokens implements SendAllowance {
    private int left = 1000;
    private long bytesLeft = 1000;

    @Override
    public Optional<Refusal> take() {
      if (left == 0) {
        return Optional.of(Refusal.rateLimited("messages", "session", DELAY));
      }
      left--;
      return Optional.empty();
    }

    @Override
    public Optional<Refusal> takeBytes(long bytes) {
      if (bytesLeft < bytes) {
        return Optional.of(Refusal.rateLimited("bytes", "session", DELAY));
      }
      bytesLeft -= bytes;
      return Optional.empty();
    }

    @Override
    public void giveBack() {
      left++;
    }
  }
}
