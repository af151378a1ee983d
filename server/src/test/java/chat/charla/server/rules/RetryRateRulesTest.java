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
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.SendMessageRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Retries of a message do not count for the rate of messages. They have a rate of their own, and so
 * do sends that post nothing.
 */
class RetryRateRulesTest extends RateFixture {
  @Test
  void retriesDoNotCountAsMessages() {
    ScriptedStream stream = ana.online();
    ana.call(lobby("m1", "1")).get();

    for (int i = 0; i < 3 * FLOOD; i++) {
      stream.post("again " + i, lobby("m1", "1"));
    }

    assertTrue(stream.result("again " + (3 * FLOOD - 1)).getMessageSent().getDuplicate());
    ana.sayNumbers(2, MESSAGES);
    ana.call(lobby("m5", "5")).refused(ErrorReason.ERROR_REASON_RATE_LIMITED);
    for (int i = 0; i < 3 * FLOOD; i++) {
      stream.post("later " + i, lobby("m1", "1"));
    }
    assertTrue(stream.result("later " + (3 * FLOOD - 1)).getMessageSent().getDuplicate());
    world.moment();
    assertTrue(stream.isLive());
  }

  @Test
  void retriesHaveARateOfTheirOwn() {
    limitRetries(6);
    ana.call(lobby("m1", "1")).get();
    for (int i = 0; i < 6; i++) {
      assertTrue(ana.call(lobby("m1", "1")).get().getDuplicate());
    }

    CallFailure refusal = ana.call(lobby("m1", "1")).refused(ErrorReason.ERROR_REASON_RATE_LIMITED);

    assertEquals(Map.of("limit", "repeats", "scope", "session"), refusal.metadata());
    world.pass(Objects.requireNonNull(refusal.retryDelay()));
    assertTrue(ana.call(lobby("m1", "1")).get().getDuplicate());
  }

  @Test
  void sendsThatAreRefusedPermanentlyCountAsRetries() {
    limitRetries(3);
    SendMessageRequest withoutTarget = lobby("m1", "1").toBuilder().clearTarget().build();
    SendMessageRequest nowhere = lobby("m1", "1").toBuilder().setRoom("nowhere").build();
    ana.call(withoutTarget).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    ana.call(nowhere).refused(ErrorReason.ERROR_REASON_ROOM_NOT_FOUND);
    ana.call(lobby("m".repeat(65), "1")).refused(ErrorReason.ERROR_REASON_MESSAGE_ID_INVALID);

    for (SendMessageRequest each : List.of(withoutTarget, nowhere, lobby("m".repeat(65), "1"))) {
      assertEquals(
          Map.of("limit", "repeats", "scope", "session"),
          ana.call(each).refused(ErrorReason.ERROR_REASON_RATE_LIMITED).metadata());
    }
  }

  @Test
  void newMessagesDoNotCountAsRetries() {
    limitRetries(2);

    ana.sayNumbers(1, 20);

    for (int i = 0; i < 20; i++) {
      assertFalse(ana.call(lobby("m" + i, "with an id")).get().getDuplicate());
    }
  }

  @Test
  void blockedSendsCountAsRetries() {
    useServerWith(
        Map.of(
            Quota.MESSAGES, new Rate(1, Duration.ofSeconds(60)),
            Quota.REPEATS, new Rate(8, Duration.ofMinutes(4))));
    ScriptedStream stream = ana.online();
    ana.call(lobby("m1", "1")).get();
    stream.post("told to wait", lobby("m2", "2"));
    stream.refused("told to wait", ErrorReason.ERROR_REASON_RATE_LIMITED);
    world.pass(
        Duration.ofSeconds(60)); // the bucket has one token again, and m2 blocks for 5 s more

    for (int i = 0; i < 8; i++) {
      stream.post("blocked " + i, lobby("b" + i, "blocked"));
    }
    stream.post("one more", lobby("b8", "blocked"));

    assertEquals("messages", limit(stream, "blocked 7"));
    assertEquals("repeats", limit(stream, "one more"));
    assertTrue(stream.isLive());
  }

  @Test
  void beyondTheRateOfRetriesNothingIsLostOrOutOfOrder() {
    limitRetries(3);
    ScriptedStream stream = ana.online();
    for (int i = 0; i < 5; i++) {
      stream.post("m1/" + i, lobby("m1", "1"));
    }
    stream.post("m2", lobby("m2", "2"));
    stream.post("m3", lobby("m3", "3"));
    Error told = stream.result("m3").getError();
    assertEquals("repeats", limit(stream, "m2"));
    assertEquals("repeats", told.getMetadataOrThrow("limit"));
    world.pass(
        Duration.ofSeconds(told.getRetryDelay().getSeconds(), told.getRetryDelay().getNanos()));

    stream.post("m3 too early", lobby("m3", "3"));
    stream.refused("m3 too early", ErrorReason.ERROR_REASON_RATE_LIMITED);
    world.pass(Duration.ofSeconds(4));
    stream.post("m1 again", lobby("m1", "1"));
    stream.post("m2 again", lobby("m2", "2"));
    stream.post("m3 again", lobby("m3", "3"));

    assertTrue(stream.result("m1 again").getMessageSent().getDuplicate());
    assertFalse(stream.result("m2 again").getMessageSent().getDuplicate());
    assertFalse(stream.result("m3 again").getMessageSent().getDuplicate());
    assertEquals(List.of("1", "2", "3"), ana.history("lobby"));
  }

  @Test
  void retryingFarBeyondTheRateIsAFlood() {
    limitRetries(3);
    ScriptedStream stream = ana.online();

    for (int i = 0; i <= 3 + FLOOD + 1; i++) {
      stream.post("", lobby("m1", "1"));
    }

    stream.ends(ErrorReason.ERROR_REASON_RATE_LIMITED, Closing.Action.ACTION_RESUME);
  }

  /**
   * On ten streams in a row, the client retries as many messages as may be unanswered. A bad
   * connection causes fewer retries.
   */
  @Test
  void retryingAllMessagesOnEveryNewStreamIsNotRefused() {
    useServerWith(RateSettings.DEFAULT.perSession());
    for (int i = 0; i < 64; i++) {
      ana.call(lobby("m" + i, "text")).get();
    }

    for (int round = 0; round < 10; round++) {
      ScriptedStream stream = ana.online();
      for (int i = 0; i < 64; i++) {
        stream.post("r" + i, lobby("m" + i, "text"));
      }
      for (int i = 0; i < 64; i++) {
        assertTrue(stream.result("r" + i).getMessageSent().getDuplicate());
      }
      stream.cut();
    }
  }

  /**
   * Replaces the server by one that allows this many retries at once, then one every two seconds,
   * and any number of messages.
   */
  private void limitRetries(int count) {
    useServerWith(Map.of(Quota.REPEATS, new Rate(count, Duration.ofSeconds(2L * count))));
  }
}
