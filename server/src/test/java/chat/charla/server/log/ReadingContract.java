package chat.charla.server.log;

import static chat.charla.server.log.TestedLog.entries;
import static chat.charla.server.log.TestedLog.part;
import static chat.charla.server.log.TestedLog.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Events are read in chunks, from the oldest that is kept. */
interface ReadingContract extends TestedLog {

  // Reading

  @Test
  default void aChunkIsLimitedInEvents() {
    result(log().open(LOBBY));
    append(LOBBY, 0, "a", "b", "c", "d", "e");

    Chunk chunk = result(log().read(LOBBY, 2, 3, ENOUGH));

    assertEquals(2, chunk.first());
    assertEquals(List.of("b", "c", "d"), texts(chunk));
    assertEquals(5, chunk.next());
    assertEquals(5, chunk.tail().head());
  }

  @Test
  default void aChunkIsLimitedInBytes() {
    result(log().open(LOBBY));
    append(LOBBY, 0, "aaaa", "bbb", "cc", "d");

    assertEquals(List.of("aaaa", "bbb"), texts(result(log().read(LOBBY, 1, ALL, 7))));
    assertEquals(List.of("aaaa", "bbb"), texts(result(log().read(LOBBY, 1, ALL, 8))));
    assertEquals(List.of("aaaa", "bbb", "cc"), texts(result(log().read(LOBBY, 1, ALL, 9))));
    assertEquals(List.of("cc", "d"), texts(result(log().read(LOBBY, 3, ALL, 3))));
  }

  @Test
  default void aFirstEventThatExceedsTheLimitIsReturnedAlone() {
    result(log().open(LOBBY));
    append(LOBBY, 0, "a", "bbbbbbbbbb", "c");

    assertEquals(List.of("a"), texts(result(log().read(LOBBY, 1, ALL, 5))));
    assertEquals(List.of("bbbbbbbbbb"), texts(result(log().read(LOBBY, 2, ALL, 5))));
    assertEquals(List.of("c"), texts(result(log().read(LOBBY, 3, ALL, 0))));
  }

  @Test
  default void chunkAfterChunkGivesEveryEventOnce() {
    result(log().open(LOBBY));
    String[] texts = IntStream.range(0, 100).mapToObj(i -> "event " + i).toArray(String[]::new);
    append(LOBBY, 0, texts);

    List<String> read = new ArrayList<>();
    Chunk chunk = result(log().read(LOBBY, 1, 7, 40));
    while (!chunk.events().isEmpty()) {
      read.addAll(texts(chunk));
      chunk = result(log().read(LOBBY, chunk.next(), 7, 40));
    }

    assertEquals(List.of(texts), read);
  }

  @Test
  default void readingBeyondTheHeadReturnsNoEvents() {
    result(log().open(LOBBY));
    append(LOBBY, 0, "a", "b");

    for (long from : new long[] {3, 4, 1000}) {
      Chunk chunk = result(log().read(LOBBY, from, ALL, ENOUGH));
      assertEquals(List.of(), chunk.events());
      assertEquals(from, chunk.first());
      assertEquals(2, chunk.tail().head());
    }
  }

  @Test
  default void readingFromBeforeTheFirstEventBeginsWithTheFirstEvent() {
    result(log().open(LOBBY));
    append(LOBBY, 0, "a", "b");

    Chunk chunk = result(log().read(LOBBY, 0, ALL, ENOUGH));

    assertEquals(1, chunk.first());
    assertEquals(List.of("a", "b"), texts(chunk));
  }

  @Test
  default void readingATimelineThatDoesNotExistFails() {
    assertInstanceOf(NoSuchElementException.class, failure(log().read(LOBBY, 1, ALL, ENOUGH)));
    assertEquals(Map.of(), log().timelines());
  }

  // Backwards

  @Test
  default void theNewestEventsBeforeASequenceAreReadWithinBothLimits() {
    result(log().open(LOBBY));
    append(LOBBY, 0, "aaaa", "bbb", "cc", "d");

    Chunk chunk = result(log().readBefore(LOBBY, 4, 2, ENOUGH));

    assertEquals(List.of("bbb", "cc"), texts(chunk));
    assertEquals(2, chunk.first());
    assertEquals(4, chunk.tail().head());
    assertEquals(List.of("cc", "d"), texts(result(log().readBefore(LOBBY, 5, ALL, 5))));
    assertEquals(List.of("bbb", "cc", "d"), texts(result(log().readBefore(LOBBY, 99, ALL, 6))));
    assertEquals(List.of("aaaa"), texts(result(log().readBefore(LOBBY, 2, ALL, 0))));
  }

  @Test
  default void nothingIsBeforeTheOldestKeptEvent() {
    result(log().open(LOBBY));
    append(LOBBY, 0, "a", "b", "c");
    result(log().append(part(LOBBY, 3, entries("d"), 3)));

    for (long before : new long[] {0, 1, 3}) {
      Chunk chunk = result(log().readBefore(LOBBY, before, ALL, ENOUGH));
      assertEquals(List.of(), chunk.events());
      assertEquals(3, chunk.first());
    }
    assertEquals(List.of("c", "d"), texts(result(log().readBefore(LOBBY, 5, ALL, ENOUGH))));
    assertInstanceOf(
        NoSuchElementException.class, failure(log().readBefore(KITCHEN, 1, ALL, ENOUGH)));
  }

  // Retention

  @Test
  default void eventsAreTrimmedWithTheCommit() {
    result(log().open(LOBBY));
    append(LOBBY, 0, "1", "2", "3", "4", "5", "6", "7", "8");

    result(log().append(part(LOBBY, 8, entries("9", "10"), 7)));

    Chunk chunk = readAll(LOBBY);
    assertEquals(7, chunk.tail().first());
    assertEquals(10, chunk.tail().head());
    assertEquals(7, chunk.first());
    assertEquals(List.of("7", "8", "9", "10"), texts(chunk));
    assertEquals(List.of("8", "9", "10"), texts(result(log().read(LOBBY, 8, ALL, ENOUGH))));
    assertEquals(chunk.tail(), log().timelines().get(LOBBY));
  }

  @Test
  default void aTimelineWithAllEventsTrimmedAcceptsMore() {
    result(log().open(LOBBY));
    append(LOBBY, 0, "a", "b");

    result(log().append(part(LOBBY, 2, entries("c"), 1000)));
    append(LOBBY, 3, "d");

    Chunk chunk = readAll(LOBBY);
    assertEquals(4, chunk.tail().head());
    assertEquals(5, chunk.next());
    assertEquals(List.of("d"), texts(result(log().read(LOBBY, 4, ALL, ENOUGH))));
  }

  @Test
  default void trimmedEventsDoNotComeBack() {
    result(log().open(LOBBY));
    append(LOBBY, 0, "a", "b", "c");
    result(log().append(part(LOBBY, 3, entries("d"), 4)));
    long first = result(log().open(LOBBY)).first();

    result(log().append(part(LOBBY, 4, entries("e"), 2)));

    assertTrue(result(log().open(LOBBY)).first() >= first);
  }
}
