package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.CaughtUp;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Cursor;
import chat.charla.v1.Event;
import chat.charla.v1.Open;
import chat.charla.v1.Presence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events about presence are not stored, have no order, and are dropped for readers that lag. */
class EphemeralRulesTest {
  private final World world = new World();
  private final ScriptedClient ana = world.join("Ana");

  @Test
  void anEphemeralEventHasSequence0AndMovesNoCursor() {
    ScriptedStream stream = ana.online();
    world.join("Berta").online();

    ana.say("hello");
    world.moment();

    Event event = stream.ephemeral("lobby").get(0);
    assertEquals(Event.KindCase.USER_JOINED, event.getKindCase());
    assertTrue(event.hasCreateTime());
    assertEquals(List.of(1L), stream.sequences("lobby"));
    assertEquals(List.of("hello"), ana.history("lobby"));
  }

  @Test
  void noClientGetsEventsAboutItself() {
    ScriptedStream stream = ana.online();

    stream.enter("e", "kitchen");
    stream.result("e");
    world.moment();

    assertEquals(List.of(), stream.describeEphemeral("lobby"));
    assertEquals(List.of(), stream.describeEphemeral("kitchen"));
  }

  @Test
  void everyTimelineIsCaughtUpAtTheBeginning() {
    ana.sayNumbers(1, 3);

    ScriptedStream stream = ana.online();

    assertEquals(List.of(3L), stream.caughtUp("lobby"));
    assertEquals(List.of(0L), stream.caughtUp(""));
    int caughtUp =
        stream.index(frame -> frame.hasCaughtUp() && frame.getCaughtUp().getRoom().equals("lobby"));
    assertTrue(
        caughtUp > stream.index(ConverseResponse::hasBatch), "CaughtUp must come after the events");
  }

  @Test
  void enteringARoomAgainSendsNoCaughtUp() {
    ScriptedStream stream = ana.online();
    stream.enter("new", "kitchen");
    assertFalse(stream.result("new").getRoomEntered().getAlreadyMember());
    world.moment();
    assertEquals(List.of(0L), stream.caughtUp("kitchen"));

    stream.enter("again", "kitchen");
    assertTrue(stream.result("again").getRoomEntered().getAlreadyMember());
    world.moment();

    assertEquals(List.of(0L), stream.caughtUp("kitchen"));
  }

  @Test
  void caughtUpHasTheHeadThatWasInReady() {
    ana.sayNumbers(1, 3);
    ScriptedStream stream =
        ana.open(
            Open.newBuilder().addCursors(Cursor.newBuilder().setRoom("lobby").setAfterSequence(3)));
    world.moment();

    ana.sayNumbers(4, 5);
    world.moment();

    assertEquals(List.of(3L), stream.caughtUp("lobby"));
  }

  @Test
  void aReaderThatFellBehindGetsCaughtUpWhenItIsLiveAgain() {
    World small = new World().windowBytes(0);
    ScriptedStream stream = small.join("Ana").online();
    ScriptedClient other = small.join("Other");
    ScriptedStream others = other.online();
    stream.forget();
    stream.stall(Duration.ofMinutes(1));
    for (int i = 1; i <= 500; i++) {
      others.say("x".repeat(200));
    }
    small.join("Missed").online().cut();

    small.pass(Duration.ofMinutes(2));

    assertEquals(500, stream.sequences("lobby").size());
    List<Long> caughtUp = stream.caughtUp("lobby");
    assertFalse(caughtUp.isEmpty(), "CaughtUp tells the client to list the users again");
    assertEquals(500, caughtUp.get(caughtUp.size() - 1));
  }

  @Test
  void presenceThatWasMissedIsInTheListOfUsers() {
    World small = new World().windowBytes(0);
    ScriptedClient reader = small.join("Ana");
    ScriptedStream stream = reader.online();
    ScriptedStream others = small.join("Other").online();
    stream.stall(Duration.ofSeconds(30));
    for (int i = 1; i <= 500; i++) {
      others.say("x".repeat(200));
    }
    small.pass(Duration.ofSeconds(1));
    small.join("Missed").online();
    for (int i = 1; i <= 500; i++) {
      others.say("x".repeat(200));
    }

    small.pass(Duration.ofMinutes(1));

    List<String> received = stream.describeEphemeral("lobby");
    CaughtUp last =
        stream.frames().stream()
            .filter(ConverseResponse::hasCaughtUp)
            .map(ConverseResponse::getCaughtUp)
            .filter(caughtUp -> caughtUp.getRoom().equals("lobby"))
            .reduce((first, second) -> second)
            .orElseThrow();
    assertFalse(received.contains("USER_JOINED Missed"), "the event must have been dropped");
    assertEquals(1000, last.getSequence());
    assertEquals(Presence.PRESENCE_ONLINE, reader.present().get("Missed"));
  }

  @Test
  void aLargeRoomGetsOnlyTheUserCount() {
    World crowded = new World().maxPresenceDetail(2);
    ScriptedStream first = crowded.join("First").online();
    crowded.join("Second").online();
    first.forget();

    crowded.join("Third").online();
    crowded.join("Fourth").online();
    crowded.pass(Duration.ofSeconds(2));

    assertEquals(List.of(4), counts(first));
    assertEquals(List.of("USER_COUNT_CHANGED "), first.describeEphemeral("lobby"));
  }

  @Test
  void aLargeRoomGetsTheUserCountAtMostOnceASecond() {
    World crowded = new World().maxPresenceDetail(2);
    ScriptedStream first = crowded.join("First").online();
    crowded.join("Second").online();
    crowded.join("Third").online();
    crowded.pass(Duration.ofSeconds(2));
    first.forget();

    List<Long> counted = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      crowded.join("User" + i).online();
      counted.add((long) counts(first).size());
    }
    crowded.pass(Duration.ofSeconds(2));

    // Twenty arrivals take at most 4 s. With the 2 s after them, that makes at most 6 counts.
    assertTrue(counts(first).size() <= 6, () -> counts(first).toString());
    assertEquals(23, counts(first).get(counts(first).size() - 1));
    assertTrue(counted.get(0) == 0, "the first arrival must not be counted at once");
  }

  @Test
  void aRoomThatShrinksGetsDetailedEventsAgain() {
    World crowded = new World().maxPresenceDetail(2);
    ScriptedStream first = crowded.join("First").online();
    crowded.join("Second").online();
    ScriptedClient third = crowded.join("Third");
    third.online();
    crowded.pass(Duration.ofSeconds(2));
    first.forget();

    third.leave().get();
    crowded.moment();

    assertEquals(List.of("USER_LEFT Third"), first.describeEphemeral("lobby"));
  }

  /** The user counts of the lobby that this stream has received. */
  private static List<Integer> counts(ScriptedStream stream) {
    return stream.ephemeral("lobby").stream()
        .filter(Event::hasUserCountChanged)
        .map(event -> event.getUserCountChanged().getUserCount())
        .toList();
  }
}
