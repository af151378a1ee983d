package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Closing;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Cursor;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.Open;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.TimelineState;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream resumes from its cursors: nothing is missing and nothing is delivered twice. */
class CursorRulesTest {
  private final World world = new World();
  private final ScriptedClient early = world.join("Early");

  // Without a cursor.

  @Test
  void withoutACursorARoomResumesAtTheStartOfTheMembership() {
    early.sayNumbers(1, 3);
    ScriptedClient late = world.join("Late");
    early.join("Early");
    early.sayNumbers(4, 5);

    ScriptedStream stream = late.online();

    assertEquals(3, stream.timeline("lobby").getResumeAfter());
    assertEquals(List.of("4", "5"), stream.texts("lobby"));
    assertEquals(List.of(5L), stream.caughtUp("lobby"));
  }

  @Test
  void withoutACursorTheInboxResumesAtItsFirstMessage() {
    early.call(PrivateMessages.toId("m1", early, "a note")).get();

    ScriptedStream stream = early.open(Open.newBuilder().setBacklog(10));
    world.moment();

    assertEquals(0, stream.timeline("").getResumeAfter());
    assertEquals(List.of("a note"), stream.texts(""));
  }

  @Test
  void aBacklogStartsARoomWithItsLastEvents() {
    early.sayNumbers(1, 5);
    ScriptedClient late = world.join("Late");

    ScriptedStream stream = late.open(Open.newBuilder().setBacklog(2));
    world.moment();

    assertEquals(List.of("4", "5"), stream.texts("lobby"));
    assertEquals(List.of(), stream.gaps());
  }

  @Test
  void aBacklogBeyondTheRetentionIsNotAGap() {
    World small = new World().retainMessages(3);
    ScriptedClient ana = small.join("Ana");
    ana.sayNumbers(1, 9);

    ScriptedStream stream = ana.open(Open.newBuilder().setBacklog(100));
    small.moment();

    assertEquals(List.of("7", "8", "9"), stream.texts("lobby"));
    assertEquals(List.of(), stream.gaps());
  }

  // With a cursor.

  @Test
  void aStreamResumesAfterItsCursorAndGoesLive() {
    ScriptedStream first = early.online();
    early.sayNumbers(1, 3);
    world.moment();
    first.cut();
    early.sayNumbers(4, 6);

    ScriptedStream second = early.open(at("lobby", first.timeline("lobby").getEpoch(), 3));
    second.ready();
    early.sayNumbers(7, 9);
    world.moment();

    assertEquals(List.of("1", "2", "3"), first.texts("lobby"));
    assertEquals(LongStream.rangeClosed(4, 9).boxed().toList(), second.sequences("lobby"));
    assertEquals(List.of(6L), second.caughtUp("lobby"));
  }

  @Test
  void aCursorSurvivesARestart() {
    early.sayNumbers(1, 5);
    String epoch = early.online().timeline("lobby").getEpoch();

    world.restart();

    ScriptedStream stream = early.open(at("lobby", epoch, 3));
    world.moment();
    assertEquals(List.of("4", "5"), stream.texts("lobby"));
    assertEquals(List.of(), stream.gaps());
  }

  @Test
  void aCursorAt0StartsFromTheBeginningEvenBeforeTheMembership() {
    early.sayNumbers(1, 3);
    ScriptedClient late = world.join("Late");

    ScriptedStream stream = late.open(at("lobby", "", 0));
    world.moment();

    assertEquals(List.of("1", "2", "3"), stream.texts("lobby"));
    assertEquals(List.of(), stream.gaps());
  }

  @Test
  void aCursorHasPrecedenceOverTheBacklog() {
    early.sayNumbers(1, 5);

    ScriptedStream stream = early.open(at("lobby", "", 4).setBacklog(3));
    world.moment();

    assertEquals(List.of("5"), stream.texts("lobby"));
  }

  @Test
  void aCursorAtTheHeadHasNothingToDeliver() {
    early.sayNumbers(1, 5);

    ScriptedStream stream = early.open(at("Lobby", "", 5));
    world.moment();

    assertEquals(List.of(), stream.durable("lobby"));
    assertEquals(List.of(5L), stream.caughtUp("lobby"));
  }

  @Test
  void aCursorOfARoomThatTheCallerIsNotInIsIgnored() {
    early.sayNumbers(1, 1);

    ScriptedStream stream = early.open(at("kitchen", "x", 7));
    world.moment();

    assertEquals(List.of("1"), stream.texts("lobby"));
    assertEquals(List.of(), stream.gaps());
  }

  @Test
  void aNegativeCursorIsRefused() {
    early
        .open(at("lobby", "", -1))
        .ends(ErrorReason.ERROR_REASON_ARGUMENT_INVALID, Closing.Action.ACTION_STOP);
  }

  // Cursors that do not fit the timeline.

  @Test
  void aCursorOfAnotherEpochIsReset() {
    early.sayNumbers(1, 3);
    ScriptedClient late = world.join("Late");
    early.sayNumbers(4, 5);

    ScriptedStream stream = late.open(at("lobby", "another", 1));
    world.moment();

    TimelineState state = stream.timeline("lobby");
    assertEquals(List.of(reset("lobby", state.getEpoch(), 3)), stream.gaps());
    assertEquals(3, state.getResumeAfter());
    assertEquals(List.of("4", "5"), stream.texts("lobby"));
    assertTrue(stream.index(ConverseResponse::hasGap) < stream.index(ConverseResponse::hasBatch));
  }

  @Test
  void aCursorBeyondTheHeadIsReset() {
    early.sayNumbers(1, 3);

    ScriptedStream stream = early.open(at("lobby", "", 4));
    world.moment();

    String epoch = stream.timeline("lobby").getEpoch();
    assertEquals(List.of(reset("lobby", epoch, 0)), stream.gaps());
    assertEquals(List.of("1", "2", "3"), stream.texts("lobby"));
  }

  @Test
  void aResetInboxStartsAtItsFirstMessage() {
    early.call(PrivateMessages.toId("m1", early, "a note")).get();

    ScriptedStream stream = early.open(at("", "another", 1));
    world.moment();

    assertEquals(List.of(reset("", stream.timeline("").getEpoch(), 0)), stream.gaps());
    assertEquals(List.of("a note"), stream.texts(""));
  }

  @Test
  void aResetWithABacklogStartsLikeAStreamWithoutACursor() {
    early.sayNumbers(1, 5);

    ScriptedStream stream = early.open(at("lobby", "another", 1).setBacklog(2));
    world.moment();

    assertEquals(3, stream.gaps().get(0).getLastMissingSequence());
    assertEquals(List.of("4", "5"), stream.texts("lobby"));
  }

  // What retention has removed.

  @Test
  void trimmedEventsAreReportedAsAnExactGap() {
    World small = new World().retainMessages(3);
    ScriptedClient ana = small.join("Ana");
    ana.sayNumbers(1, 10);

    ScriptedStream stream = ana.open(at("lobby", "", 2));
    small.moment();

    TimelineState state = stream.timeline("lobby");
    assertEquals(2, state.getResumeAfter());
    assertEquals(8, state.getFirstSequence());
    assertEquals(List.of(trimmed(state.getEpoch(), 3, 7)), stream.gaps());
    assertEquals(List.of(8L, 9L, 10L), stream.sequences("lobby"));
    assertEquals(List.of(10L), stream.caughtUp("lobby"));
  }

  @Test
  void aResetIsReportedBeforeATrimmedGap() {
    World small = new World().retainMessages(3);
    ScriptedClient ana = small.join("Ana");
    ana.sayNumbers(1, 10);

    ScriptedStream stream = ana.open(at("lobby", "another", 9));
    small.moment();

    String epoch = stream.timeline("lobby").getEpoch();
    assertEquals(0, stream.timeline("lobby").getResumeAfter());
    assertEquals(List.of(reset("lobby", epoch, 0), trimmed(epoch, 1, 7)), stream.gaps());
    assertEquals(List.of("8", "9", "10"), stream.texts("lobby"));
  }

  @Test
  void trimmedEventsAreNotDeliveredEvenIfTheWindowHasThem() {
    World small = new World().retainMessages(10);
    ScriptedClient ana = small.join("Ana");
    ScriptedStream sender = ana.online();
    for (int i = 1; i <= 60; i++) {
      sender.say(Integer.toString(i));
    }
    small.moment();

    ScriptedStream stream = small.join("Berta").open(at("lobby", "", 3));
    small.moment();

    TimelineState state = stream.timeline("lobby");
    assertEquals(51, state.getFirstSequence());
    assertEquals(List.of(trimmed(state.getEpoch(), 4, 50)), stream.gaps());
    assertEquals(LongStream.rangeClosed(51, 60).boxed().toList(), stream.sequences("lobby"));
    assertEquals(List.of(60L), stream.caughtUp("lobby"));
  }

  @ParameterizedTest
  @ValueSource(ints = {4 << 20, 0})
  void aReaderThatRetentionOvertakesGetsTheExactGap(int windowBytes) {
    World small = new World().retainMessages(10).windowBytes(windowBytes);
    ScriptedClient ana = small.join("Ana");
    ScriptedClient berta = small.join("Berta");
    ScriptedStream bertas = berta.online();
    ScriptedStream stream = ana.online();
    stream.stall(Duration.ofMinutes(1));
    for (int i = 1; i <= 2000; i++) {
      bertas.say("x".repeat(100));
    }
    small.pass(Duration.ofMinutes(2));

    assertDense(stream, 2000);
    assertFalse(stream.gaps().isEmpty(), "retention overtook the reader");
    assertTrue(stream.caughtUp("lobby").contains(2000L));
  }

  @Test
  void aLaggingReaderIsNotDroppedAndMissesNothing() {
    ScriptedStream stream = early.online();
    ScriptedStream others = world.join("Other").online();
    stream.stall(Duration.ofMinutes(10));
    for (int i = 1; i <= 3000; i++) {
      others.say("x".repeat(200));
    }

    world.pass(Duration.ofMinutes(11));

    assertTrue(stream.isLive());
    assertEquals(LongStream.rangeClosed(1, 3000).boxed().toList(), stream.sequences("lobby"));
    assertEquals(List.of(), stream.gaps());
  }

  // Entering and leaving.

  @Test
  void enteringDeterminesTheFirstEvent() {
    ScriptedStream stream = early.online();
    stream.enter("e", "kitchen");
    stream.result("e");
    stream.post("s", toRoom("kitchen", "before"));
    stream.result("s");
    ScriptedStream late = world.join("Late").online();

    late.enter("e", "kitchen");
    RoomEntered entered = late.result("e").getRoomEntered();
    stream.post("", toRoom("kitchen", "after"));
    world.moment();

    assertFalse(entered.getAlreadyMember());
    assertEquals(1, entered.getTimeline().getResumeAfter());
    assertEquals(List.of("after"), late.texts("kitchen"));
    assertEquals(List.of(1L), late.caughtUp("kitchen"));
  }

  @Test
  void aNewMemberMayReadTheHistory() {
    ScriptedStream stream = early.online();
    stream.enter("e", "kitchen");
    stream.result("e");
    stream.post("s", toRoom("kitchen", "before"));
    stream.result("s");
    ScriptedClient late = world.join("Late");
    ScriptedStream lateStream = late.online();

    lateStream.enter("e", "kitchen");
    lateStream.result("e");

    assertEquals(List.of("before"), late.history("kitchen"));
  }

  @Test
  void enteringAgainChangesNothing() {
    ScriptedStream stream = early.online();
    early.say("1");

    stream.enter("e", "LOBBY");
    RoomEntered entered = stream.result("e").getRoomEntered();
    early.say("2");
    world.moment();

    assertTrue(entered.getAlreadyMember());
    assertEquals(0, entered.getTimeline().getResumeAfter());
    assertEquals(List.of("1", "2"), stream.texts("lobby"));
  }

  @Test
  void leavingDeterminesTheLastEvent() {
    ScriptedStream stream = early.online();
    ScriptedClient other = world.join("Other");
    other.sayNumbers(1, 3);
    stream.leave("l", "lobby");
    long last = stream.result("l").getRoomLeft().getLastSequence();

    other.sayNumbers(4, 5);
    world.moment();

    assertEquals(3, last);
    assertEquals(List.of("1", "2", "3"), stream.texts("lobby"));
  }

  @Test
  void aLaggingReaderThatLeavesGetsEverythingUpToItsLastSequence() {
    ScriptedStream stream = early.online();
    ScriptedStream other = world.join("Other").online();
    stream.stall(Duration.ofMinutes(1));
    for (int i = 1; i <= 1000; i++) {
      other.say("x".repeat(200));
    }
    world.pass(Duration.ofSeconds(5));

    stream.leave("l", "lobby");
    world.pass(Duration.ofMinutes(2));
    other.say("after it left");
    world.moment();

    long last = stream.result("l").getRoomLeft().getLastSequence();
    assertEquals(LongStream.rangeClosed(1, last).boxed().toList(), stream.sequences("lobby"));
  }

  @Test
  void reEnteringStartsAfterTheEndOfTheEarlierMembership() {
    ScriptedStream stream = early.online();
    ScriptedClient other = world.join("Other");
    other.sayNumbers(1, 2);
    world.moment();
    stream.leave("l", "lobby");
    stream.result("l");
    other.sayNumbers(3, 4);

    stream.enter("e", "lobby");
    RoomEntered entered = stream.result("e").getRoomEntered();
    other.sayNumbers(5, 6);
    world.moment();

    assertFalse(entered.getAlreadyMember());
    assertEquals(4, entered.getTimeline().getResumeAfter());
    assertEquals(List.of("1", "2", "5", "6"), stream.texts("lobby"));
  }

  @Test
  void reEnteringIsAnsweredAfterTheLastEventOfTheEarlierMembership() {
    ScriptedStream stream = early.online();
    ScriptedStream other = world.join("Other").online();
    stream.stall(Duration.ofSeconds(30));
    for (int i = 1; i <= 1000; i++) {
      other.say("x".repeat(250));
    }
    world.moment();

    // The server carries out the LeaveRoom at once, and the EnterRoom when the client reads again.
    stream.leave("l", "lobby");
    stream.enter("e", "lobby");
    world.pass(Duration.ofMinutes(1));
    other.say("after");
    world.moment();

    long left = stream.result("l").getRoomLeft().getLastSequence();
    long resumed = stream.result("e").getRoomEntered().getTimeline().getResumeAfter();
    int entered = stream.index(frame -> frame.getResult().hasRoomEntered());
    assertTrue(
        left >= 200, () -> "the stream must have left after many messages, not after " + left);
    for (int i = 0; i < stream.frames().size(); i++) {
      int at = i;
      stream.frames().get(i).getBatch().getEventsList().stream()
          .filter(event -> event.getRoom().equals("lobby") && event.getSequence() > 0)
          .forEach(
              event -> {
                boolean old = event.getSequence() <= left;
                assertTrue(
                    old || event.getSequence() > resumed,
                    "posted while the identity was not a member");
                assertEquals(old, at < entered, "event " + event.getSequence());
              });
    }
    assertEquals("after", stream.texts("lobby").get(stream.texts("lobby").size() - 1));
  }

  /** Requires that events and gaps together cover every sequence up to the head exactly once. */
  private static void assertDense(ScriptedStream stream, long head) {
    long position = 0;
    for (ConverseResponse frame : stream.frames()) {
      if (frame.hasGap()) {
        assertEquals(position + 1, frame.getGap().getFirstMissingSequence());
        position = frame.getGap().getLastMissingSequence();
      }
      for (Event event : frame.getBatch().getEventsList()) {
        if (event.getSequence() > 0) {
          assertEquals(++position, event.getSequence());
        }
      }
    }
    assertEquals(head, position);
  }

  private static SendMessageRequest toRoom(String room, String text) {
    return SendMessageRequest.newBuilder().setRoom(room).setText(text).build();
  }

  private static Open.Builder at(String room, String epoch, long sequence) {
    return Open.newBuilder()
        .addCursors(Cursor.newBuilder().setRoom(room).setEpoch(epoch).setAfterSequence(sequence));
  }

  private static Gap reset(String room, String epoch, long lastMissing) {
    return Gap.newBuilder()
        .setRoom(room)
        .setReason(GapReason.GAP_REASON_RESET)
        .setEpoch(epoch)
        .setLastMissingSequence(lastMissing)
        .build();
  }

  private static Gap trimmed(String epoch, long first, long last) {
    return Gap.newBuilder()
        .setRoom("lobby")
        .setReason(GapReason.GAP_REASON_TRIMMED)
        .setEpoch(epoch)
        .setFirstMissingSequence(first)
        .setLastMissingSequence(last)
        .build();
  }
}
