package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Role;
import chat.charla.v1.SendMessageResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** In slow mode, each user waits after each message in the room. */
class SlowModeRulesTest extends RoomFixture {
  private static final ErrorReason RATE = ErrorReason.ERROR_REASON_RATE_LIMITED;
  private static final Duration WAIT = Duration.ofSeconds(30);

  SlowModeRulesTest() {
    setSlowMode(WAIT);
  }

  @Test
  void aMessageThatComesTooEarlyIsRefusedWithTheRestOfTheWait() {
    post(ana, "first").get();
    world.pass(Duration.ofSeconds(10));
    long head = head();

    CallFailure refusal = post(ana, "second").refused(RATE);

    assertEquals(Map.of("limit", "slow_mode", "scope", "account"), refusal.metadata());
    Duration delay = Objects.requireNonNull(refusal.retryDelay());
    assertTrue(delay.compareTo(Duration.ofSeconds(20)) <= 0, delay::toString);
    assertTrue(delay.compareTo(Duration.ofSeconds(19)) > 0, delay::toString);
    assertEquals(head, head());
    world.pass(delay);
    post(ana, "second").get();
  }

  @Test
  void everyUserWaitsForItself() {
    post(ana, "by Ana").get();
    post(gus, "by Gus").get();

    post(ana, "again").refused(RATE);
    post(gus, "again").refused(RATE);
  }

  @Test
  void aUserWaitsOnAllItsDevicesAndInThisRoomOnly() {
    ScriptedClient phone = world.stranger().loggedIn("Ana");
    post(ana, "first").get();

    post(phone, "second").refused(RATE);
    phone.say("in the lobby");
    phone.call(PrivateMessages.toId("p", gus, "privately")).get();
  }

  @Test
  void moderatorsAndOwnersDoNotWait() {
    for (ScriptedClient exempt : List.of(mona, olga)) {
      post(exempt, "one").get();
      post(exempt, "two").get();
    }
    update(olga, mona, role(Role.ROLE_MEMBER)).get();
    post(mona, "now a member").refused(RATE);
  }

  @Test
  void messagesThatAreSentTogetherAreDecidedOneAfterTheOther() {
    ScriptedStream stream = ana.online();

    stream.post("p1", kitchen("m1", "first"));
    stream.post("p2", kitchen("m2", "second"));

    assertTrue(stream.result("p1").hasMessageSent());
    stream.refused("p2", RATE);
    world.pass(WAIT);
    stream.post("p2 again", kitchen("m2", "second"));
    assertTrue(stream.result("p2 again").hasMessageSent());
    assertEquals(List.of("first", "second"), texts());
  }

  @Test
  void aRefusedMessageDelaysNoMessagesToOtherRooms() {
    ScriptedStream stream = ana.online();
    stream.post("p1", kitchen("m1", "first"));
    stream.post("p2", kitchen("m2", "second"));
    stream.refused("p2", RATE);

    stream.post("p3", ScriptedClient.lobby("m3", "to all"));
    stream.post("p4", kitchen("m4", "third"));

    assertTrue(stream.result("p3").hasMessageSent());
    stream.refused("p4", RATE);
  }

  @Test
  void aRefusedMessageDoesNotBeginTheWaitAgain() {
    post(ana, "first").get();
    for (int i = 0; i < 29; i++) {
      world.pass(Duration.ofSeconds(1));
      post(ana, "too early").refused(RATE);
    }
    world.pass(Duration.ofSeconds(1));

    post(ana, "in time").get();
  }

  @Test
  void aRepetitionIsAnsweredAtOnceAndDoesNotBeginTheWaitAgain() {
    SendMessageResponse first = ana.call(kitchen("m1", "first")).get();
    world.pass(WAIT.dividedBy(2));

    SendMessageResponse again = ana.call(kitchen("m1", "first")).get();

    assertTrue(again.getDuplicate());
    assertEquals(first.getSequence(), again.getSequence());
    world.pass(WAIT.dividedBy(2));
    assertFalse(ana.call(kitchen("m2", "second")).get().getDuplicate());
  }

  @Test
  void aShorterWaitHoldsAtOnceAndNoWaitEndsIt() {
    post(ana, "first").get();
    setSlowMode(Duration.ofSeconds(5));
    world.pass(Duration.ofSeconds(5));
    post(ana, "second").get();

    setSlowMode(Duration.ZERO);

    post(ana, "third").get();
    post(ana, "fourth").get();
    setSlowMode(WAIT);
    post(ana, "fifth").get();
    post(ana, "sixth").refused(RATE);
  }

  @Test
  void aMessageThatWasNotStoredBeginsNoWait() {
    world.breakDisk(false);
    post(ana, "lost").refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();

    post(ana, "stored").get();
    post(ana, "too early").refused(RATE);
  }

  @Test
  void aRestartForgetsTheWaitButNotTheSlowMode() {
    post(ana, "first").get();

    world.restart();

    post(ana, "second").get();
    post(ana, "third").refused(RATE);
  }

  /** More users than the server looks through at once. */
  @Test
  void manyUsersWait() {
    ScriptedClient[] guests = new ScriptedClient[150];
    for (int i = 0; i < guests.length; i++) {
      guests[i] = guest("Guest" + i);
    }
    for (ScriptedClient guest : guests) {
      post(guest, "first").get();
    }
    for (ScriptedClient guest : List.of(guests[0], guests[149])) {
      post(guest, "second").refused(RATE);
    }
    world.pass(WAIT);
    for (ScriptedClient guest : guests) {
      post(guest, "second").get();
    }
  }

  private List<String> texts() {
    return events().stream()
        .filter(event -> event.hasMessagePosted())
        .map(event -> event.getMessagePosted().getText())
        .toList();
  }
}
