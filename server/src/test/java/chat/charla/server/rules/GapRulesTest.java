package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Cursor;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.Open;
import chat.charla.v1.TimelineState;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A stream gets a gap if its cursor does not fit the timeline, or if retention has removed events
 * that follow the cursor.
 */
class GapRulesTest {
  private final World world = new World();
  private final ScriptedClient early = world.join("Early");

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

    assertEverySequenceIsCovered(stream, 2000);
    assertFalse(stream.gaps().isEmpty(), "retention overtook the reader");
    assertTrue(stream.caughtUp("lobby").contains(2000L));
  }

  /** Requires that events and gaps together cover every sequence up to the head exactly once. */
  private static void assertEverySequenceIsCovered(ScriptedStream stream, long head) {
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
