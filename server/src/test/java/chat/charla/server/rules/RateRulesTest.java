package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.asking;
import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Open;
import chat.charla.v1.SendMessageResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * A client that exceeds a rate is refused with a retry delay, and loses no message. Each kind of
 * use has a rate of its own.
 */
class RateRulesTest extends RateFixture {
  @Test
  void aSendBeyondTheRateIsRefusedOnStreamsAndCalls() {
    ScriptedStream stream = ana.online();
    ana.sayNumbers(1, MESSAGES);

    stream.post("one more", lobby("m5", "5"));
    Error told = stream.result("one more").getError();
    CallFailure failure = ana.call(lobby("m6", "6")).refused(ErrorReason.ERROR_REASON_RATE_LIMITED);

    assertEquals(ErrorReason.ERROR_REASON_RATE_LIMITED, told.getReason());
    assertEquals(Map.of("limit", "messages", "scope", "session"), told.getMetadataMap());
    assertEquals(told.getMetadataMap(), failure.metadata());
    assertTrue(told.getRetryDelay().getSeconds() >= 3, "half of the tokens are back in 4 s");
    assertTrue(stream.isLive());
    assertEquals(List.of("1", "2", "3", "4"), ana.history("lobby"));
  }

  @Test
  void allSessionsOfAnIdentityTogetherMaySendTwiceAsMuchAsOne() {
    ana.register("").get();
    List<ScriptedClient> sessions =
        List.of(ana, world.stranger().loggedIn("Ana"), world.stranger().loggedIn("Ana"));
    sessions.subList(0, 2).forEach(session -> session.sayNumbers(1, MESSAGES));

    CallFailure own = ana.call(lobby("", "more")).refused(ErrorReason.ERROR_REASON_RATE_LIMITED);
    CallFailure common =
        sessions.get(2).call(lobby("", "more")).refused(ErrorReason.ERROR_REASON_RATE_LIMITED);

    assertEquals(Map.of("limit", "messages", "scope", "session"), own.metadata());
    assertEquals(Map.of("limit", "messages", "scope", "account"), common.metadata());
    world.pass(Objects.requireNonNull(common.retryDelay()));
    sessions.get(2).say("more");
  }

  @Test
  void commandsByCallsAndOnStreamsHaveTheSameLimits() {
    for (int i = 0; i < COMMANDS; i++) {
      ana.leave("nowhere").refused(ErrorReason.ERROR_REASON_ROOM_NOT_FOUND);
    }
    CallFailure command = ana.leave("nowhere").refused(ErrorReason.ERROR_REASON_RATE_LIMITED);
    assertEquals("commands", command.metadata().get("limit"));

    for (int i = 0; i < MESSAGES; i++) {
      ana.execute(ConverseRequest.newBuilder().setSendMessage(lobby("", "hello"))).get();
    }
    CallFailure message =
        ana.execute(ConverseRequest.newBuilder().setSendMessage(lobby("", "hello")))
            .refused(ErrorReason.ERROR_REASON_RATE_LIMITED);
    assertEquals("messages", message.metadata().get("limit"));
  }

  @Test
  void aRoomThatACallCreatesCountsForTheLimit() {
    ana.enter("kitchen").get();
    CallFailure room = ana.enter("garden").refused(ErrorReason.ERROR_REASON_RATE_LIMITED);
    assertEquals("rooms", room.metadata().get("limit"));
  }

  @Test
  void aRefusalDoesNotUseUpTheId() {
    ana.sayNumbers(1, MESSAGES);
    CallFailure refusal = ana.call(lobby("m5", "5")).refused(ErrorReason.ERROR_REASON_RATE_LIMITED);

    world.pass(Objects.requireNonNull(refusal.retryDelay()));

    assertFalse(ana.call(lobby("m5", "5")).get().getDuplicate());
    assertEquals(List.of("1", "2", "3", "4", "5"), ana.history("lobby"));
  }

  @Test
  void aKnownIdIsAnsweredBeyondTheRateOfMessages() {
    SendMessageResponse first = ana.call(lobby("m1", "1")).get();
    ana.sayNumbers(2, MESSAGES);
    ana.call(lobby("m5", "5")).refused(ErrorReason.ERROR_REASON_RATE_LIMITED);

    for (int i = 0; i < 3 * FLOOD; i++) {
      SendMessageResponse again = ana.call(lobby("m1", "1")).get();

      assertTrue(again.getDuplicate());
      assertEquals(first.getSequence(), again.getSequence());
    }
  }

  @Test
  void noMessageOvertakesOneThatWasRefused() {
    ScriptedStream stream = ana.online();
    ana.sayNumbers(1, MESSAGES);
    stream.post("fifth", lobby("m5", "5"));
    stream.refused("fifth", ErrorReason.ERROR_REASON_RATE_LIMITED);

    world.pass(Duration.ofSeconds(2)); // the bucket has one token again

    stream.post("sixth", lobby("m6", "6"));
    stream.refused("sixth", ErrorReason.ERROR_REASON_RATE_LIMITED);
    world.pass(Duration.ofSeconds(2));
    stream.post("fifth again", lobby("m5", "5"));
    stream.post("sixth again", lobby("m6", "6"));
    assertTrue(stream.result("sixth again").hasMessageSent());
    assertEquals(List.of("1", "2", "3", "4", "5", "6"), ana.history("lobby"));
  }

  @Test
  void invalidSendsCountAsWell() {
    for (int i = 0; i < MESSAGES; i++) {
      ana.call(lobby("", " ")).refused(ErrorReason.ERROR_REASON_MESSAGE_EMPTY);
    }

    ana.call(lobby("", " ")).refused(ErrorReason.ERROR_REASON_RATE_LIMITED);
    ana.call(lobby("", "good")).refused(ErrorReason.ERROR_REASON_RATE_LIMITED);
  }

  @Test
  void commandsAndCallsHaveTheirOwnLimit() {
    ScriptedStream stream = ana.online(); // Open is the first command
    for (int i = 0; i < COMMANDS - 1; i++) {
      ana.whoAmI().get();
    }

    stream.enter("entering", "lobby");
    stream.refused("entering", ErrorReason.ERROR_REASON_RATE_LIMITED);
    assertEquals(
        "commands",
        ana.whoAmI().refused(ErrorReason.ERROR_REASON_RATE_LIMITED).metadata().get("limit"));
    ana.say("messages have their own limit");
    ana.leave().get(); // leaving is never limited
  }

  /** Commands that the server refuses without reading their content count too. */
  @Test
  void everyCommandThatIsAnsweredCounts() {
    ScriptedStream stream = ana.online(); // Open is the first command
    String longId = "r".repeat(65);
    String toldId = "r".repeat(64);
    for (int i = 0; i < 6; i++) {
      stream.post(longId, lobby("m", "never looked at"));
      stream.send("open", ConverseRequest.newBuilder().setOpen(Open.newBuilder()));
      stream.enter("large", "x".repeat(300_000));
    }
    stream.enter("nineteenth", "lobby");
    assertTrue(stream.result("nineteenth").hasRoomEntered());
    stream.refused(toldId, ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    stream.refused("open", ErrorReason.ERROR_REASON_OPEN_REPEATED);
    stream.refused("large", ErrorReason.ERROR_REASON_REQUEST_TOO_LARGE);
    stream.forget();

    stream.post(longId, lobby("m", "never looked at"));
    stream.send("open", ConverseRequest.newBuilder().setOpen(Open.newBuilder()));
    stream.enter("large", "x".repeat(300_000));

    assertEquals("commands", limit(stream, toldId));
    assertEquals("commands", limit(stream, "open"));
    assertEquals("commands", limit(stream, "large"));
  }

  @Test
  void joiningAgainHasItsOwnLimit() {
    ana.join("Ana-2");
    ana.join("Ana-3");

    CallFailure refusal = ana.call(asking("Ana-4")).refused(ErrorReason.ERROR_REASON_RATE_LIMITED);

    assertEquals(Map.of("limit", "joins", "scope", "session"), refusal.metadata());
    assertEquals("Ana-3", ana.whoAmI().get().getSelf().getName());
  }

  @Test
  void makingRoomsHasARateAndEnteringThemHasNone() {
    world.server();
    world.makeRoomOnDisk("old");
    world.restart();
    ScriptedStream stream = ana.online();
    stream.enter("first", "new");
    stream.enter("second", "newer");
    stream.enter("third", "old");

    assertTrue(stream.result("first").hasRoomEntered());
    stream.refused("second", ErrorReason.ERROR_REASON_RATE_LIMITED);
    assertTrue(stream.result("third").hasRoomEntered());
  }

  @Test
  void aRoomThatTwoStreamsMakeAtOnceCountsOnce() {
    ScriptedStream first = ana.online();
    world.faults().maxDelay(World.SLOW_DISK);
    first.enter("1", "new");
    world.pass(World.ARRIVAL);
    ScriptedStream later = ana.open(Open.newBuilder());

    later.enter("1 again", "new");

    assertTrue(later.result("1 again").hasRoomEntered());
  }
}
