package chat.charla.server.log;

import static chat.charla.server.log.TestedLog.entries;
import static chat.charla.server.log.TestedLog.part;
import static chat.charla.server.log.TestedLog.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Timelines are created, listed and removed. */
interface TimelinesContract extends TestedLog {

  @Test
  default void aNewTimelineIsEmpty() {
    Tail tail = result(log().open(LOBBY));

    assertEquals(1, tail.first());
    assertEquals(0, tail.head());
    assertFalse(tail.epoch().isBlank());
    assertEquals(Map.of(LOBBY, tail), log().timelines());
  }

  @Test
  default void openingAgainReturnsTheTail() {
    String epoch = result(log().open(LOBBY)).epoch();
    append(LOBBY, 0, "a", "b");

    Tail tail = result(log().open(LOBBY));

    assertEquals(new Tail(epoch, 1, 2), tail);
    assertEquals(Map.of(LOBBY, tail), log().timelines());
  }

  @Test
  default void openingAgainWritesToTheDiskSoThatTheTailIsDurable() {
    result(log().open(LOBBY));
    append(LOBBY, 0, "a");
    long before = written();

    result(log().open(LOBBY));

    long after = written();
    assertTrue(after > before, () -> before + " before, " + after + " after");
  }

  @Test
  default void everyTimelineHasItsOwnEpoch() {
    String lobby = result(log().open(LOBBY)).epoch();
    String kitchen = result(log().open(KITCHEN)).epoch();

    assertNotEquals(lobby, kitchen);
  }

  @Test
  default void timelinesAreListedInTheOrderOfTheirCreation() {
    List<TimelineId> made = new ArrayList<>();
    for (String name : List.of("lobby", "zoo", "attic", "kitchen", "bath")) {
      made.add(TimelineId.room(name));
      result(log().open(TimelineId.room(name)));
    }
    assertEquals(true, result(log().removeUnused(TimelineId.room("attic"))));
    result(log().open(TimelineId.room("attic")));
    made.remove(2);
    made.add(TimelineId.room("attic"));

    assertEquals(made, List.copyOf(log().timelines().keySet()));
  }

  @Test
  default void aTimelineThatNeverHadAnEventCanBeRemovedAndCreatedAgain() {
    String epoch = result(log().open(KITCHEN)).epoch();
    long before = written();

    assertEquals(true, result(log().removeUnused(KITCHEN)));

    assertTrue(written() > before);
    assertEquals(Map.of(), log().timelines());
    assertInstanceOf(NoSuchElementException.class, failure(log().read(KITCHEN, 1, ALL, ENOUGH)));
    assertInstanceOf(
        HeadMismatchException.class, failure(log().append(part(KITCHEN, 0, entries("a"), 0))));
    Tail tail = result(log().open(KITCHEN));
    assertEquals(0, tail.head());
    assertNotEquals(epoch, tail.epoch());
  }

  @Test
  default void aTimelineWhoseEventsAreAllTrimmedIsNotRemoved() {
    String epoch = result(log().open(LOBBY)).epoch();
    result(log().append(part(LOBBY, 0, entries("a"), 2)));

    assertEquals(false, result(log().removeUnused(LOBBY)));

    assertEquals(new Tail(epoch, 2, 1), result(log().open(LOBBY)));
  }

  @Test
  default void aTimelineWithAPendingAppendIsNotRemoved() {
    log().open(LOBBY);
    CompletionStage<Void> first = log().append(part(LOBBY, 0, entries("a"), 0));
    CompletionStage<Boolean> removed = log().removeUnused(LOBBY);

    assertEquals(null, failure(first));
    assertEquals(false, result(removed));
    assertEquals(List.of("a"), texts(readAll(LOBBY)));
  }

  @Test
  default void removingAnAbsentTimelineSucceeds() {
    assertEquals(true, result(log().removeUnused(KITCHEN)));
  }
}
