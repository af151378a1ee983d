package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Closing;
import chat.charla.v1.Cursor;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Open;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Where a stream resumes with a cursor and without one. No event is missing or delivered twice. */
class CursorRulesTest {
  private final World world = new World();
  private final ScriptedClient early = world.join("Early");

  @Test
  void withoutACursorARoomResumesAtTheStartOfTheMembership() {
    early.sayNumbers(1, 3);
    ScriptedClient late = world.join("Late");
    late.join("Late"); // A repeated Join does not change the start.
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
  void aBacklogStartsTheInboxWithItsLastMessages() {
    for (int i = 1; i <= 3; i++) {
      early.call(PrivateMessages.toId("m" + i, early, "note " + i)).get();
    }

    ScriptedStream last = early.open(Open.newBuilder().setInboxBacklog(2));
    world.moment();
    assertEquals(1, last.timeline("").getResumeAfter());
    assertEquals(List.of("note 2", "note 3"), last.texts(""));
    assertEquals(List.of(), last.gaps());

    ScriptedStream none = early.open(Open.newBuilder().setInboxBacklog(0));
    world.moment();
    assertEquals(3, none.timeline("").getResumeAfter());
    assertEquals(List.of(), none.texts(""));

    ScriptedStream resumed =
        early.open(Open.newBuilder().setInboxBacklog(2).addCursors(Cursor.newBuilder()));
    world.moment();
    assertEquals(0, resumed.timeline("").getResumeAfter(), "a cursor takes precedence");
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
  void aCursorOfARoomThatTheCallerIsNotAMemberOfIsIgnored() {
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

  private static Open.Builder at(String room, String epoch, long sequence) {
    return Open.newBuilder()
        .addCursors(Cursor.newBuilder().setRoom(room).setEpoch(epoch).setAfterSequence(sequence));
  }
}
