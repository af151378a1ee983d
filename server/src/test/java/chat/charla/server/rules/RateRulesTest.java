package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.asking;
import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.v1.Closing;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Open;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * A client that exceeds a rate gets a retry delay and loses nothing. If it does not wait, the
 * server closes its stream.
 */
class RateRulesTest {
  private static final int MESSAGES = 4;
  private static final int FLOOD = 6;
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /**
   * Longer than a message needs to reach the server, and almost always shorter than a write to a
   * slow disk.
   */
  private static final Duration NETWORK = Duration.ofMillis(3);

  private static final Duration SLOW = Duration.ofMillis(500);

  private World world =
      new World()
          .maxRoomsPerIdentity(3)
          .rates(
              new RateSettings(
                  Map.of(
                      Quota.MESSAGES, new Rate(MESSAGES, Duration.ofSeconds(8)),
                      Quota.COMMANDS, new Rate(20, Duration.ofSeconds(20)),
                      Quota.JOINS, new Rate(2, Duration.ofMinutes(1)),
                      Quota.ROOMS, new Rate(1, Duration.ofHours(1))),
                  Map.of(),
                  FLOOD,
                  PAUSE));
  private ScriptedClient ana = world.join("Ana");

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
  void aFloodClosesTheStreamAndTheClientMayReconnectLater() {
    ScriptedStream stream = ana.online();
    ana.sayNumbers(1, MESSAGES);

    for (int i = 0; i <= FLOOD; i++) {
      stream.say("on and on");
    }

    Closing closing =
        stream.ends(ErrorReason.ERROR_REASON_RATE_LIMITED, Closing.Action.ACTION_RESUME);
    assertTrue(closing.getReconnectDelay().getSeconds() >= PAUSE.toSeconds());
    Closing early =
        ana.converse().ends(ErrorReason.ERROR_REASON_RATE_LIMITED, Closing.Action.ACTION_RESUME);
    assertTrue(early.getReconnectDelay().getSeconds() > 0);
    ana.whoAmI().refused(ErrorReason.ERROR_REASON_RATE_LIMITED);
    world.pass(PAUSE);
    assertTrue(ana.online().isLive());
    ana.say("sorry");
  }

  @Test
  void commandsBeforeAFloodAreAnsweredAndCommandsAfterItAreIgnored() {
    ScriptedStream stream = ana.online();
    world.faults().maxDelay(SLOW);

    stream.post("earlier", lobby("m1", "has to be written to the disk"));
    for (int i = 0; i < 20 + FLOOD + 1; i++) {
      stream.send("", ConverseRequest.newBuilder());
    }
    world.pass(NETWORK);
    stream.post("later", lobby("m2", "after the flood"));

    stream.ends(ErrorReason.ERROR_REASON_RATE_LIMITED, Closing.Action.ACTION_RESUME);
    assertTrue(stream.result("earlier").hasMessageSent());
    assertTrue(stream.frames().stream().noneMatch(each -> each.getRequestId().equals("later")));
    assertEquals(1, world.headOnDisk("lobby"));
  }

  @Test
  void aClientThatWaitsIsNotClosedThoughItRetriesAllRefusedSends() {
    ScriptedStream stream = ana.online();
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < FLOOD; i++) {
        stream.post(round + "/" + i, lobby("", "as many as may be unanswered"));
      }
      Error told = stream.result(round + "/" + (FLOOD - 1)).getError();
      assertEquals(ErrorReason.ERROR_REASON_RATE_LIMITED, told.getReason());
      world.pass(
          Duration.ofSeconds(told.getRetryDelay().getSeconds(), told.getRetryDelay().getNanos()));
    }

    assertTrue(stream.isLive());
  }

  @Test
  void aFloodDoesNotAffectOthers() {
    ScriptedClient berta = world.join("Berta");
    ScriptedStream stream = ana.online();
    for (int i = 0; i < MESSAGES + FLOOD; i++) {
      stream.say("on and on");
    }

    berta.say("hello");

    assertTrue(berta.whoAmI().succeeds());
  }

  @Test
  void commandsAndCallsHaveTheirOwnLimit() {
    ScriptedStream stream = ana.online(); // Open is the first command
    for (int i = 0; i < 19; i++) {
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
  void goingOnWithFaultyCommandsIsAFlood() {
    ScriptedStream stream = ana.online();

    for (int i = 0; i < 20 + FLOOD + 1; i++) {
      stream.send("r".repeat(65), ConverseRequest.newBuilder());
    }

    stream.ends(ErrorReason.ERROR_REASON_RATE_LIMITED, Closing.Action.ACTION_RESUME);
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
  void theNumberOfRoomsOfAnIdentityIsLimited() {
    world.server();
    for (String room : List.of("one", "two", "three")) {
      world.makeRoomOnDisk(room);
    }
    world.restart();
    ScriptedStream stream = ana.online(); // a member of the lobby
    stream.enter("1", "one");
    stream.enter("2", "two");

    stream.enter("3", "three");
    stream.refused("3", ErrorReason.ERROR_REASON_TOO_MANY_ROOMS);
    stream.enter("2 again", "two");
    assertTrue(stream.result("2 again").hasRoomEntered());
    stream.leave("4", "one");
    stream.enter("5", "three");

    assertTrue(stream.result("5").hasRoomEntered());
    assertEquals(List.of("lobby", "three", "two"), ana.whoAmI().get().getRoomsList());
  }

  @Test
  void twoStreamsThatEnterRoomsAtOnceDoNotExceedTheLimit() {
    ScriptedStream later = openWhileEnteringTheSecondRoom("one", "two", "three");

    later.enter("3", "three");

    later.refused("3", ErrorReason.ERROR_REASON_TOO_MANY_ROOMS);
    assertEquals(List.of("lobby", "one", "two"), ana.whoAmI().get().getRoomsList());
  }

  @Test
  void aRoomThatIsBeingEnteredCountsOnce() {
    ScriptedStream later = openWhileEnteringTheSecondRoom("one", "two");

    later.enter("2 again", "two");

    assertTrue(later.result("2 again").hasRoomEntered());
    assertEquals(List.of("lobby", "one", "two"), ana.whoAmI().get().getRoomsList());
  }

  @Test
  void aRoomThatIsBeingMadeCountsOnce() {
    ScriptedStream first = ana.online();
    world.faults().maxDelay(SLOW);
    first.enter("1", "new");
    world.pass(NETWORK);
    ScriptedStream later = ana.open(Open.newBuilder());

    later.enter("1 again", "new");

    assertTrue(later.result("1 again").hasRoomEntered());
  }

  /**
   * Replaces the server by one that allows this many retries at once, then one every two seconds,
   * and any number of messages.
   */
  private void limitRetries(int count) {
    useServerWith(Map.of(Quota.REPEATS, new Rate(count, Duration.ofSeconds(2L * count))));
  }

  /** Replaces the server by one with these rates, on which Ana joins. */
  private void useServerWith(Map<Quota, Rate> perSession) {
    world = new World().rates(new RateSettings(perSession, Map.of(), FLOOD, PAUSE));
    ana = world.join("Ana");
  }

  /** Which limit this command exceeded. */
  private static String limit(ScriptedStream stream, String requestId) {
    return stream.result(requestId).getError().getMetadataOrThrow("limit");
  }

  /**
   * Opens a new stream of Ana. She is a member of the lobby and the first room, and her entry into
   * the second room is being stored. More rooms exist.
   */
  private ScriptedStream openWhileEnteringTheSecondRoom(
      String first, String second, String... more) {
    world.server();
    world.makeRoomOnDisk(first);
    world.makeRoomOnDisk(second);
    for (String room : more) {
      world.makeRoomOnDisk(room);
    }
    world.restart();
    ScriptedStream former = ana.online();
    former.enter("1", first);
    former.result("1");
    world.faults().maxDelay(SLOW);
    former.enter("2", second);
    world.pass(NETWORK);
    return ana.open(Open.newBuilder());
  }
}
