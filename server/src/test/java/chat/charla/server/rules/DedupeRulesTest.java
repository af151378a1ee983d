package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A send with a known client message id gets the result of the first send, and posts nothing. */
class DedupeRulesTest {
  private final World world = new World().retainMessages(3);
  private final ScriptedClient ana = world.join("Ana");

  @Test
  void theSameIdOnStreamAndCallIsOneMessage() {
    ScriptedStream stream = ana.online();
    stream.post("first", lobby("m1", "hello"));
    SendMessageResponse first = stream.result("first").getMessageSent();

    SendMessageResponse second = ana.call(lobby("m1", "hello")).get();

    assertFalse(first.getDuplicate());
    assertEquals(duplicate(first), second);
    assertEquals(List.of("hello"), ana.history("lobby"));
  }

  @Test
  void theSameIdInOneBatchIsOneMessage() {
    ScriptedStream stream = ana.online();
    world.faults().maxDelay(Duration.ofMillis(50));
    stream.post("before", lobby("m0", "keeps the disk busy meanwhile"));

    stream.post("first", lobby("m1", "hello"));
    stream.post("second", lobby("m1", "hello"));
    stream.post("other", lobby("m1", "good bye"));

    SendMessageResponse first = stream.result("first").getMessageSent();
    assertFalse(first.getDuplicate());
    assertEquals(duplicate(first), stream.result("second").getMessageSent());
    stream.refused("other", ErrorReason.ERROR_REASON_MESSAGE_ID_REUSED);
    assertEquals(List.of("keeps the disk busy meanwhile", "hello"), ana.history("lobby"));
  }

  @Test
  void aKnownIdBetweenNewOnesDoesNotDisturbThem() {
    SendMessageResponse first = ana.call(lobby("m1", "hello")).get();
    ScriptedStream stream = ana.online();
    world.faults().maxDelay(Duration.ofMillis(50));
    stream.post("before", lobby("m2", "keeps the disk busy meanwhile"));

    stream.post("new", lobby("m3", "how are you?"));
    stream.post("old", lobby("m1", "hello"));
    stream.post("refused", lobby("m4", ""));
    stream.post("newer", lobby("m5", "fine"));

    assertEquals(duplicate(first), stream.result("old").getMessageSent());
    assertEquals(3, stream.result("new").getMessageSent().getSequence());
    assertEquals(4, stream.result("newer").getMessageSent().getSequence());
    stream.refused("refused", ErrorReason.ERROR_REASON_MESSAGE_EMPTY);
    assertEquals(
        List.of("keeps the disk busy meanwhile", "how are you?", "fine"), ana.history("lobby"));
  }

  @Test
  void leavingDuringARetryPostsNothingTwice() {
    for (int millis = 0; millis <= 200; millis += 10) {
      World other = new World();
      ScriptedClient luis = other.join("Luis");
      ScriptedClient berta = other.join("Berta");
      berta.call(lobby("m1", "hello")).get();
      ScriptedStream stream = berta.online();
      other.faults().maxDelay(Duration.ofMillis(50));
      stream.post("before", lobby("m2", "keeps the disk busy meanwhile"));
      stream.post("old", lobby("m1", "hello"));
      stream.post("refused", lobby("m3", ""));
      other.pass(Duration.ofMillis(millis));

      berta.leave().get();
      other.pass(Duration.ofSeconds(2));

      assertEquals(1, Collections.frequency(luis.history("lobby"), "hello"), millis + " ms");
    }
  }

  @Test
  void theSameIdAfterARestartIsOneMessage() {
    SendMessageResponse first = ana.call(lobby("m1", "hello")).get();

    world.restart();

    assertEquals(duplicate(first), ana.call(lobby("m1", "hello")).get());
    assertEquals(List.of("hello"), ana.history("lobby"));
  }

  @Test
  void aRetrySettlesASendWhoseServerWasKilled() {
    boolean wasPosted = false;
    boolean wasNot = false;
    for (int millis = 0; millis <= 200; millis += 10) {
      World other = new World();
      ScriptedClient berta = other.join("Berta");
      ScriptedStream stream = berta.online();
      other.faults().maxDelay(Duration.ofMillis(50));
      stream.post("r", lobby("m1", "hello"));
      other.pass(Duration.ofMillis(millis));
      other.restart();

      SendMessageResponse settled = berta.call(lobby("m1", "hello")).get();

      assertEquals(1, settled.getSequence());
      assertEquals(List.of("hello"), berta.history("lobby"));
      wasPosted |= settled.getDuplicate();
      wasNot |= !settled.getDuplicate();
    }
    assertTrue(
        wasPosted && wasNot,
        "some runs must kill the server before the commit, and others after it");
  }

  @Test
  void theIdOutlivesItsRetainedMessage() {
    SendMessageResponse first = ana.call(lobby("m1", "hello")).get();
    ana.sayNumbers(2, 5);
    world.restart();

    SendMessageResponse second = ana.call(lobby("m1", "hello")).get();

    assertEquals(duplicate(first), second);
    assertEquals(List.of("3", "4", "5"), ana.history("lobby"));
  }

  @Test
  void anIdIsKnownAfterItsAuthorHasLostTheName() {
    SendMessageResponse first = ana.call(lobby("m1", "hello")).get();
    world.pass(Duration.ofDays(20));
    world.join("Ana");

    assertEquals(duplicate(first), ana.call(lobby("m1", "hello")).get());
  }

  @Test
  void anotherTextIsRefused() {
    ana.call(lobby("m1", "hello")).get();

    ana.call(lobby("m1", "Hello")).refused(ErrorReason.ERROR_REASON_MESSAGE_ID_REUSED);
    assertEquals(List.of("hello"), ana.history("lobby"));
  }

  @Test
  void anotherRecipientIsRefused() {
    ScriptedClient berta = world.join("Berta");
    ScriptedClient carla = world.join("Carla");
    ana.call(PrivateMessages.toId("m1", berta, "hello")).get();

    ana.call(PrivateMessages.toId("m1", carla, "hello"))
        .refused(ErrorReason.ERROR_REASON_MESSAGE_ID_REUSED);
    assertEquals(List.of(), carla.history(""));
  }

  @Test
  void theSameUserByNameIsAnotherTarget() {
    ScriptedClient berta = world.join("Berta");
    ana.call(PrivateMessages.toId("m1", berta, "hello")).get();

    ana.call(PrivateMessages.toName("m1", "Berta", "hello"))
        .refused(ErrorReason.ERROR_REASON_MESSAGE_ID_REUSED);
    ana.call(PrivateMessages.toName("m2", "Berta", "again")).get();
    ana.call(PrivateMessages.toId("m2", berta, "again"))
        .refused(ErrorReason.ERROR_REASON_MESSAGE_ID_REUSED);
    assertEquals(List.of("hello", "again"), berta.history(""));
  }

  @Test
  void theNameInAnotherCaseIsTheSameTarget() {
    world.join("Berta");
    SendMessageResponse first = ana.call(PrivateMessages.toName("m1", "Berta", "hello")).get();

    assertEquals(duplicate(first), ana.call(PrivateMessages.toName("m1", "BERTA", "hello")).get());
  }

  @Test
  void theRoomInAnotherCaseIsTheSameTarget() {
    SendMessageResponse first = ana.call(lobby("m1", "hello")).get();
    SendMessageRequest upperCase = lobby("m1", "hello").toBuilder().setRoom("LOBBY").build();

    assertEquals(duplicate(first), ana.call(upperCase).get());
  }

  @Test
  void idsOfDifferentTimelinesAndAuthorsAreDifferent() {
    ScriptedClient berta = world.join("Berta");

    ana.call(lobby("m1", "hello")).get();
    ana.call(PrivateMessages.toId("m1", berta, "hello")).get();
    berta.call(lobby("m1", "hello")).get();
    berta.call(PrivateMessages.toId("m1", ana, "hello")).get();

    assertEquals(List.of("hello", "hello"), ana.history("lobby"));
    assertEquals(List.of("hello", "hello"), ana.history(""));
  }

  @Test
  void aRefusedSendDoesNotUseUpItsId() {
    ana.call(lobby("m1", " ")).refused(ErrorReason.ERROR_REASON_MESSAGE_EMPTY);
    ana.call(PrivateMessages.toName("m1", "Nobody", "hello"))
        .refused(ErrorReason.ERROR_REASON_USER_NOT_FOUND);
    ScriptedClient berta = world.join("Berta");

    assertFalse(ana.call(lobby("m1", "hello")).get().getDuplicate());
    assertFalse(ana.call(PrivateMessages.toId("m1", berta, "hello")).get().getDuplicate());
  }

  @Test
  void aKnownIdIsAnsweredBeforeTheMembershipIsChecked() {
    ScriptedStream stream = ana.online();
    SendMessageResponse first = ana.call(lobby("m1", "hello")).get();
    stream.leave("l", "lobby");
    stream.result("l");

    SendMessageResponse second = ana.call(lobby("m1", "hello")).get();

    assertEquals(duplicate(first), second);
    ana.call(lobby("m2", "hello")).refused(ErrorReason.ERROR_REASON_NOT_A_MEMBER);
  }

  @Test
  void aReusedIdIsRefusedBeforeTheTextIsChecked() {
    ana.call(lobby("m1", "hello")).get();

    ana.call(lobby("m1", "")).refused(ErrorReason.ERROR_REASON_MESSAGE_ID_REUSED);
    ana.call(lobby("m1", "x".repeat(5000))).refused(ErrorReason.ERROR_REASON_MESSAGE_ID_REUSED);
  }

  @Test
  void aRetryToANameDoesNotReachItsNewHolder() {
    ScriptedClient berta = world.join("Berta");
    SendMessageRequest message = PrivateMessages.toName("m1", "Berta", "for your eyes only");
    SendMessageResponse first = ana.call(message).get();
    berta.leave().get();
    ScriptedClient newHolder = world.join("Berta");

    SendMessageResponse second = ana.call(message).get();

    assertEquals(duplicate(first), second);
    assertEquals(berta.id(), second.getRecipientId());
    assertNotEquals(berta.id(), newHolder.id());
    assertEquals(List.of(), newHolder.history(""));
  }

  @Test
  void aRetryToAnIdentityThatHasLeftGetsTheSameAnswer() {
    ScriptedClient berta = world.join("Berta");
    SendMessageResponse first = ana.call(PrivateMessages.toId("m1", berta, "hello")).get();
    berta.leave().get();

    assertEquals(duplicate(first), ana.call(PrivateMessages.toId("m1", berta, "hello")).get());
  }

  @Test
  void sendsWithoutAnIdAreNotDeduplicated() {
    ana.call(lobby("", "hello")).get();

    assertFalse(ana.call(lobby("", "hello")).get().getDuplicate());
    assertEquals(List.of("hello", "hello"), ana.history("lobby"));
  }

  @Test
  void anIdHasUpTo64Bytes() {
    String longest = "é".repeat(32);
    ana.call(lobby(longest, "hello")).get();

    assertTrue(ana.call(lobby(longest, "hello")).get().getDuplicate());
    ana.call(lobby(longest + "x", "hello")).refused(ErrorReason.ERROR_REASON_MESSAGE_ID_INVALID);
  }

  private static SendMessageResponse duplicate(SendMessageResponse first) {
    return first.toBuilder().setDuplicate(true).build();
  }
}
