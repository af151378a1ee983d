package chat.charla.server.log;

import static chat.charla.server.log.TestedLog.entries;
import static chat.charla.server.log.TestedLog.keyed;
import static chat.charla.server.log.TestedLog.part;
import static chat.charla.server.log.TestedLog.texts;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Appends are ordered and atomic. */
interface AppendingContract extends TestedLog {

  @Test
  default void sequencesHaveNoHoles() {
    result(log().open(LOBBY));

    append(LOBBY, 0, "a", "b", "c");
    append(LOBBY, 3, "d");
    append(LOBBY, 4, "e", "f");

    Chunk chunk = readAll(LOBBY);
    assertEquals(1, chunk.first());
    assertEquals(List.of("a", "b", "c", "d", "e", "f"), texts(chunk));
    assertEquals(6, chunk.tail().head());
    assertEquals(7, chunk.next());
  }

  @Test
  default void eventsAreKeptByteForByte() {
    result(log().open(LOBBY));
    byte[] large = new byte[100_000];
    new Random(1).nextBytes(large);
    List<byte[]> events =
        List.of(new byte[0], new byte[] {0}, Arrays.copyOf(large, 16 * 1024), large);

    result(log().append(part(LOBBY, 0, events.stream().map(Entry::of).toList(), 0)));

    Chunk chunk = readAll(LOBBY);
    assertEquals(events.size(), chunk.events().size());
    for (int i = 0; i < events.size(); i++) {
      assertArrayEquals(events.get(i), chunk.events().get(i));
    }
  }

  @Test
  default void anAppendAddsToAllItsTimelines() {
    TimelineId anna = TimelineId.inbox("anna");
    TimelineId berta = TimelineId.inbox("berta");
    result(log().open(anna));
    result(log().open(berta));
    append(berta, 0, "earlier");

    result(
        log()
            .append(
                new Append(
                    List.of(
                        new Append.Part(anna, 0, entries("hello"), 0),
                        new Append.Part(berta, 1, entries("hello"), 0)),
                    0)));

    assertEquals(List.of("hello"), texts(readAll(anna)));
    assertEquals(List.of("earlier", "hello"), texts(readAll(berta)));
  }

  @Test
  default void anAppendWithOneWrongHeadAppendsNothing() {
    Tail lobby = result(log().open(LOBBY));
    Tail kitchen = result(log().open(KITCHEN));
    DedupeKey key = new DedupeKey("anna", LOBBY, "m1");

    for (long wrong : new long[] {1, 17, -1}) {
      Throwable failure =
          failure(
              log()
                  .append(
                      new Append(
                          List.of(
                              new Append.Part(LOBBY, 0, List.of(keyed("a", key, "r")), 0),
                              new Append.Part(KITCHEN, wrong, entries("b"), 0)),
                          0)));
      assertInstanceOf(HeadMismatchException.class, failure);
    }

    assertEquals(Map.of(LOBBY, lobby, KITCHEN, kitchen), log().timelines());
    assertEquals(List.of(), texts(readAll(LOBBY)));
    assertEquals(List.of(Optional.empty()), find(key));
  }

  @Test
  default void anAppendThatExpectsAnOlderHeadIsRefused() {
    result(log().open(LOBBY));
    append(LOBBY, 0, "a", "b");

    assertInstanceOf(
        HeadMismatchException.class, failure(log().append(part(LOBBY, 1, entries("c"), 0))));
    assertEquals(List.of("a", "b"), texts(readAll(LOBBY)));
  }

  @Test
  default void appendingToATimelineThatDoesNotExistIsRefused() {
    assertInstanceOf(
        HeadMismatchException.class, failure(log().append(part(LOBBY, 0, entries("a"), 0))));
    assertEquals(Map.of(), log().timelines());
  }

  @Test
  default void onlyOneOfManyAppendsThatExpectTheSameHeadSucceeds() {
    result(log().open(LOBBY));

    List<CompletionStage<Void>> appends =
        IntStream.range(0, 20)
            .mapToObj(i -> log().append(part(LOBBY, 0, entries("a"), 0)))
            .toList();

    assertEquals(1, appends.stream().filter(append -> failure(append) == null).count());
    assertEquals(List.of("a"), texts(readAll(LOBBY)));
  }

  @Test
  default void manyTimelinesAppendAtOnce() {
    Map<TimelineId, List<String>> expected = new LinkedHashMap<>();
    List<CompletionStage<?>> writes = new ArrayList<>();
    for (int room = 0; room < 30; room++) {
      TimelineId timeline = TimelineId.room("room" + room);
      expected.put(timeline, new ArrayList<>());
      writes.add(log().open(timeline));
    }
    for (int round = 0; round < 20; round++) {
      String text = "round " + round;
      for (TimelineId timeline : expected.keySet()) {
        writes.add(log().append(part(timeline, round, entries(text), 0)));
        expected.get(timeline).add(text);
      }
    }

    writes.forEach(this::result);

    expected.forEach((timeline, texts) -> assertEquals(texts, texts(readAll(timeline))));
  }

  @Test
  default void writesAreCarriedOutInTheOrderOfTheCalls() {
    TimelineId inbox = TimelineId.inbox("anna");

    CompletionStage<Tail> opened = log().open(inbox);
    CompletionStage<Void> first = log().append(part(inbox, 0, entries("a"), 0));
    CompletionStage<Void> second = log().append(part(inbox, 1, entries("b", "c"), 0));
    CompletionStage<Tail> tail = log().open(inbox);
    CompletionStage<Void> forgotten = log().forget("anna");
    CompletionStage<Tail> openedAgain = log().open(inbox);
    CompletionStage<Void> third = log().append(part(inbox, 0, entries("d"), 0));

    assertEquals(0, result(opened).head());
    assertEquals(null, failure(first));
    assertEquals(null, failure(second));
    assertEquals(3, result(tail).head());
    assertEquals(null, failure(forgotten));
    assertEquals(0, result(openedAgain).head());
    assertEquals(null, failure(third));
    assertEquals(List.of("d"), texts(readAll(inbox)));
  }
}
