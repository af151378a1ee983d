package chat.charla.server.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises of {@link MessageLog}, as tests that every implementation must pass. */
public abstract class MessageLogContract {
  private static final TimelineId LOBBY = TimelineId.room("lobby");
  private static final TimelineId KITCHEN = TimelineId.room("kitchen");
  private static final int ALL = 10_000;
  private static final int ENOUGH = 1 << 24;

  private MessageLog log;

  /** Opens the log on this test's disk; it may have been open before. */
  protected abstract MessageLog open();

  /** Closes the log in an orderly way, and returns when it is closed. */
  protected abstract void close();

  /** A number that grows with each write to the disk. */
  protected abstract long written();

  /** Returns when the stage is complete. */
  protected abstract void await(CompletionStage<?> stage);

  @BeforeEach
  void openLog() {
    log = open();
  }

  @AfterEach
  void closeLog() {
    close();
  }

  // Timelines

  @Test
  void aNewTimelineIsEmpty() {
    Tail tail = result(log.open(LOBBY));

    assertEquals(1, tail.first());
    assertEquals(0, tail.head());
    assertFalse(tail.epoch().isBlank());
    assertEquals(Map.of(LOBBY, tail), log.timelines());
  }

  @Test
  void openingAgainReturnsTheTail() {
    String epoch = result(log.open(LOBBY)).epoch();
    append(LOBBY, 0, "a", "b");

    Tail tail = result(log.open(LOBBY));

    assertEquals(new Tail(epoch, 1, 2), tail);
    assertEquals(Map.of(LOBBY, tail), log.timelines());
  }

  @Test
  void openingAgainWritesSoThatTheTailIsOnDisk() {
    result(log.open(LOBBY));
    append(LOBBY, 0, "a");
    long before = written();

    result(log.open(LOBBY));

    long after = written();
    assertTrue(after > before, () -> before + " before, " + after + " after");
  }

  @Test
  void everyTimelineHasItsOwnEpoch() {
    String lobby = result(log.open(LOBBY)).epoch();
    String kitchen = result(log.open(KITCHEN)).epoch();

    assertNotEquals(lobby, kitchen);
  }

  @Test
  void timelinesAreListedInTheOrderOfTheirCreation() {
    List<TimelineId> made = new ArrayList<>();
    for (String name : List.of("lobby", "zoo", "attic", "kitchen", "bath")) {
      made.add(TimelineId.room(name));
      result(log.open(TimelineId.room(name)));
    }
    assertEquals(true, result(log.removeUnused(TimelineId.room("attic"))));
    result(log.open(TimelineId.room("attic")));
    made.remove(2);
    made.add(TimelineId.room("attic"));

    assertEquals(made, List.copyOf(log.timelines().keySet()));
  }

  @Test
  void aTimelineThatNeverHadAnEventCanBeRemovedAndCreatedAgain() {
    String epoch = result(log.open(KITCHEN)).epoch();
    long before = written();

    assertEquals(true, result(log.removeUnused(KITCHEN)));

    assertTrue(written() > before);
    assertEquals(Map.of(), log.timelines());
    assertInstanceOf(NoSuchElementException.class, failure(log.read(KITCHEN, 1, ALL, ENOUGH)));
    assertInstanceOf(
        HeadMismatchException.class, failure(log.append(part(KITCHEN, 0, entries("a"), 0))));
    Tail tail = result(log.open(KITCHEN));
    assertEquals(0, tail.head());
    assertNotEquals(epoch, tail.epoch());
  }

  @Test
  void aTimelineThatHasHadAnEventIsNotRemovedEvenIfAllAreTrimmed() {
    String epoch = result(log.open(LOBBY)).epoch();
    result(log.append(part(LOBBY, 0, entries("a"), 2)));

    assertEquals(false, result(log.removeUnused(LOBBY)));

    assertEquals(new Tail(epoch, 2, 1), result(log.open(LOBBY)));
  }

  @Test
  void aTimelineWithAPendingAppendIsNotRemoved() {
    log.open(LOBBY);
    CompletionStage<Void> first = log.append(part(LOBBY, 0, entries("a"), 0));
    CompletionStage<Boolean> removed = log.removeUnused(LOBBY);

    assertEquals(null, failure(first));
    assertEquals(false, result(removed));
    assertEquals(List.of("a"), texts(readAll(LOBBY)));
  }

  @Test
  void removingAnAbsentTimelineSucceeds() {
    assertEquals(true, result(log.removeUnused(KITCHEN)));
  }

  // Appending

  @Test
  void sequencesAreDense() {
    result(log.open(LOBBY));

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
  void eventsAreKeptByteForByte() {
    result(log.open(LOBBY));
    byte[] large = new byte[100_000];
    new Random(1).nextBytes(large);
    List<byte[]> events =
        List.of(new byte[0], new byte[] {0}, Arrays.copyOf(large, 16 * 1024), large);

    result(log.append(part(LOBBY, 0, events.stream().map(Entry::of).toList(), 0)));

    Chunk chunk = readAll(LOBBY);
    assertEquals(events.size(), chunk.events().size());
    for (int i = 0; i < events.size(); i++) {
      assertArrayEquals(events.get(i), chunk.events().get(i));
    }
  }

  @Test
  void anAppendReachesAllOfItsTimelines() {
    TimelineId anna = TimelineId.inbox("anna");
    TimelineId berta = TimelineId.inbox("berta");
    result(log.open(anna));
    result(log.open(berta));
    append(berta, 0, "earlier");

    result(
        log.append(
            new Append(
                List.of(
                    new Append.Part(anna, 0, entries("hello"), 0),
                    new Append.Part(berta, 1, entries("hello"), 0)))));

    assertEquals(List.of("hello"), texts(readAll(anna)));
    assertEquals(List.of("earlier", "hello"), texts(readAll(berta)));
  }

  @Test
  void anAppendWithOneWrongHeadAppendsNothing() {
    Tail lobby = result(log.open(LOBBY));
    Tail kitchen = result(log.open(KITCHEN));
    DedupeKey key = new DedupeKey("anna", LOBBY, "m1");

    for (long wrong : new long[] {1, 17, -1}) {
      Throwable failure =
          failure(
              log.append(
                  new Append(
                      List.of(
                          new Append.Part(LOBBY, 0, List.of(keyed("a", key, "r")), 0),
                          new Append.Part(KITCHEN, wrong, entries("b"), 0)))));
      assertInstanceOf(HeadMismatchException.class, failure);
    }

    assertEquals(Map.of(LOBBY, lobby, KITCHEN, kitchen), log.timelines());
    assertEquals(List.of(), texts(readAll(LOBBY)));
    assertEquals(List.of(Optional.empty()), find(key));
  }

  @Test
  void anAppendDecidedAgainstAnOlderHeadIsRefused() {
    result(log.open(LOBBY));
    append(LOBBY, 0, "a", "b");

    assertInstanceOf(
        HeadMismatchException.class, failure(log.append(part(LOBBY, 1, entries("c"), 0))));
    assertEquals(List.of("a", "b"), texts(readAll(LOBBY)));
  }

  @Test
  void appendingToATimelineThatDoesNotExistIsRefused() {
    assertInstanceOf(
        HeadMismatchException.class, failure(log.append(part(LOBBY, 0, entries("a"), 0))));
    assertEquals(Map.of(), log.timelines());
  }

  @Test
  void onlyOneOfManyAppendsDecidedAgainstTheSameHeadSucceeds() {
    result(log.open(LOBBY));

    List<CompletionStage<Void>> appends =
        IntStream.range(0, 20).mapToObj(i -> log.append(part(LOBBY, 0, entries("a"), 0))).toList();

    assertEquals(1, appends.stream().filter(append -> failure(append) == null).count());
    assertEquals(List.of("a"), texts(readAll(LOBBY)));
  }

  @Test
  void manyTimelinesAppendAtOnce() {
    Map<TimelineId, List<String>> expected = new LinkedHashMap<>();
    List<CompletionStage<?>> writes = new ArrayList<>();
    for (int room = 0; room < 30; room++) {
      TimelineId timeline = TimelineId.room("room" + room);
      expected.put(timeline, new ArrayList<>());
      writes.add(log.open(timeline));
    }
    for (int round = 0; round < 20; round++) {
      String text = "round " + round;
      for (TimelineId timeline : expected.keySet()) {
        writes.add(log.append(part(timeline, round, entries(text), 0)));
        expected.get(timeline).add(text);
      }
    }

    writes.forEach(this::result);

    expected.forEach((timeline, texts) -> assertEquals(texts, texts(readAll(timeline))));
  }

  @Test
  void writesAreCarriedOutInTheOrderOfTheCalls() {
    TimelineId inbox = TimelineId.inbox("anna");

    CompletionStage<Tail> opened = log.open(inbox);
    CompletionStage<Void> first = log.append(part(inbox, 0, entries("a"), 0));
    CompletionStage<Void> second = log.append(part(inbox, 1, entries("b", "c"), 0));
    CompletionStage<Tail> tail = log.open(inbox);
    CompletionStage<Void> forgotten = log.forget("anna");
    CompletionStage<Tail> openedAgain = log.open(inbox);
    CompletionStage<Void> third = log.append(part(inbox, 0, entries("d"), 0));

    assertEquals(0, result(opened).head());
    assertEquals(null, failure(first));
    assertEquals(null, failure(second));
    assertEquals(3, result(tail).head());
    assertEquals(null, failure(forgotten));
    assertEquals(0, result(openedAgain).head());
    assertEquals(null, failure(third));
    assertEquals(List.of("d"), texts(readAll(inbox)));
  }

  // Keys and receipts

  @Test
  void aReceiptIsFoundByItsKeyAlone() {
    result(log.open(LOBBY));
    result(log.open(KITCHEN));
    DedupeKey key = new DedupeKey("anna", LOBBY, "m1");
    DedupeKey second = new DedupeKey("anna", LOBBY, "m2");
    List<Entry> entries = List.of(keyed("a", key, "receipt"), keyed("b", second, ""));
    result(log.append(part(LOBBY, 0, entries, 0)));

    List<Optional<String>> found =
        find(
            new DedupeKey("anna", LOBBY, "m3"),
            second,
            new DedupeKey("anna", KITCHEN, "m1"),
            new DedupeKey("anna", TimelineId.room("nowhere"), "m1"),
            key,
            new DedupeKey("berta", LOBBY, "m1"),
            key);

    assertEquals(
        List.of(
            Optional.empty(),
            Optional.of(""),
            Optional.empty(),
            Optional.empty(),
            Optional.of("receipt"),
            Optional.empty(),
            Optional.of("receipt")),
        found);
  }

  @Test
  void noKeysFindNothing() {
    assertEquals(List.of(), find());
  }

  @Test
  void manyKeysAreFoundAtOnce() {
    result(log.open(LOBBY));
    List<DedupeKey> keys =
        IntStream.range(0, 1000).mapToObj(i -> new DedupeKey("anna", LOBBY, "m" + i)).toList();
    result(
        log.append(
            part(
                LOBBY,
                0,
                keys.stream().map(key -> keyed("a", key, key.clientMessageId())).toList(),
                0)));

    List<Optional<String>> found = find(keys.toArray(DedupeKey[]::new));

    assertEquals(keys.stream().map(key -> Optional.of(key.clientMessageId())).toList(), found);
  }

  @Test
  void aKeyIsCommittedOnce() {
    result(log.open(LOBBY));
    result(log.open(KITCHEN));
    DedupeKey key = new DedupeKey("anna", LOBBY, "m1");
    result(log.append(part(LOBBY, 0, List.of(keyed("a", key, "first")), 0)));

    Throwable failure =
        failure(
            log.append(
                new Append(
                    List.of(
                        new Append.Part(KITCHEN, 0, entries("b"), 0),
                        new Append.Part(LOBBY, 1, List.of(keyed("c", key, "second")), 0)))));

    assertInstanceOf(RepeatedKeyException.class, failure);
    assertEquals(List.of("a"), texts(readAll(LOBBY)));
    assertEquals(List.of(), texts(readAll(KITCHEN)));
    assertEquals(List.of(Optional.of("first")), find(key));
  }

  @Test
  void anAppendRefusedForARepeatedKeyLeavesNoReceipts() {
    result(log.open(LOBBY));
    DedupeKey known = new DedupeKey("anna", LOBBY, "m1");
    DedupeKey fresh = new DedupeKey("berta", LOBBY, "m1");
    result(log.append(part(LOBBY, 0, List.of(keyed("a", known, "first")), 0)));

    Throwable failure =
        failure(
            log.append(part(LOBBY, 1, List.of(keyed("b", fresh, "b"), keyed("c", known, "c")), 0)));

    assertInstanceOf(RepeatedKeyException.class, failure);
    assertEquals(List.of(Optional.empty(), Optional.of("first")), find(fresh, known));
    result(log.append(part(LOBBY, 1, List.of(keyed("b", fresh, "second")), 0)));
    assertEquals(List.of(Optional.of("second")), find(fresh));
    assertEquals(List.of("a", "b"), texts(readAll(LOBBY)));
  }

  @Test
  void aKeyMayOccurOnceInAnAppend() {
    result(log.open(LOBBY));
    DedupeKey key = new DedupeKey("anna", LOBBY, "m1");

    Throwable failure =
        failure(
            log.append(
                part(LOBBY, 0, List.of(keyed("a", key, "first"), keyed("b", key, "second")), 0)));

    assertInstanceOf(HeadMismatchException.class, failure);
    assertEquals(List.of(), texts(readAll(LOBBY)));
    assertEquals(List.of(Optional.empty()), find(key));
  }

  @Test
  void receiptsOutliveTheirEvents() {
    result(log.open(LOBBY));
    DedupeKey key = new DedupeKey("anna", LOBBY, "m1");
    result(log.append(part(LOBBY, 0, List.of(keyed("a", key, "receipt")), 0)));

    result(log.append(part(LOBBY, 1, entries("b"), 2)));

    assertEquals(List.of(Optional.of("receipt")), find(key));
    assertInstanceOf(
        RepeatedKeyException.class,
        failure(log.append(part(LOBBY, 2, List.of(keyed("c", key, "second")), 0))));
  }

  // Reading

  @Test
  void aChunkIsLimitedInEvents() {
    result(log.open(LOBBY));
    append(LOBBY, 0, "a", "b", "c", "d", "e");

    Chunk chunk = result(log.read(LOBBY, 2, 3, ENOUGH));

    assertEquals(2, chunk.first());
    assertEquals(List.of("b", "c", "d"), texts(chunk));
    assertEquals(5, chunk.next());
    assertEquals(5, chunk.tail().head());
  }

  @Test
  void aChunkIsLimitedInBytes() {
    result(log.open(LOBBY));
    append(LOBBY, 0, "aaaa", "bbb", "cc", "d");

    assertEquals(List.of("aaaa", "bbb"), texts(result(log.read(LOBBY, 1, ALL, 7))));
    assertEquals(List.of("aaaa", "bbb"), texts(result(log.read(LOBBY, 1, ALL, 8))));
    assertEquals(List.of("aaaa", "bbb", "cc"), texts(result(log.read(LOBBY, 1, ALL, 9))));
    assertEquals(List.of("cc", "d"), texts(result(log.read(LOBBY, 3, ALL, 3))));
  }

  @Test
  void aFirstEventThatIsTooLargeComesAlone() {
    result(log.open(LOBBY));
    append(LOBBY, 0, "a", "bbbbbbbbbb", "c");

    assertEquals(List.of("a"), texts(result(log.read(LOBBY, 1, ALL, 5))));
    assertEquals(List.of("bbbbbbbbbb"), texts(result(log.read(LOBBY, 2, ALL, 5))));
    assertEquals(List.of("c"), texts(result(log.read(LOBBY, 3, ALL, 0))));
  }

  @Test
  void chunkAfterChunkGivesEveryEventOnce() {
    result(log.open(LOBBY));
    String[] texts = IntStream.range(0, 100).mapToObj(i -> "event " + i).toArray(String[]::new);
    append(LOBBY, 0, texts);

    List<String> read = new ArrayList<>();
    Chunk chunk = result(log.read(LOBBY, 1, 7, 40));
    while (!chunk.events().isEmpty()) {
      read.addAll(texts(chunk));
      chunk = result(log.read(LOBBY, chunk.next(), 7, 40));
    }

    assertEquals(List.of(texts), read);
  }

  @Test
  void readingBeyondTheHeadReturnsNoEvents() {
    result(log.open(LOBBY));
    append(LOBBY, 0, "a", "b");

    for (long from : new long[] {3, 4, 1000}) {
      Chunk chunk = result(log.read(LOBBY, from, ALL, ENOUGH));
      assertEquals(List.of(), chunk.events());
      assertEquals(from, chunk.first());
      assertEquals(2, chunk.tail().head());
    }
  }

  @Test
  void readingFromBeforeTheFirstEventBeginsWithIt() {
    result(log.open(LOBBY));
    append(LOBBY, 0, "a", "b");

    Chunk chunk = result(log.read(LOBBY, 0, ALL, ENOUGH));

    assertEquals(1, chunk.first());
    assertEquals(List.of("a", "b"), texts(chunk));
  }

  @Test
  void readingATimelineThatDoesNotExistFails() {
    assertInstanceOf(NoSuchElementException.class, failure(log.read(LOBBY, 1, ALL, ENOUGH)));
    assertEquals(Map.of(), log.timelines());
  }

  // Retention

  @Test
  void eventsAreTrimmedWithTheCommit() {
    result(log.open(LOBBY));
    append(LOBBY, 0, "1", "2", "3", "4", "5", "6", "7", "8");

    result(log.append(part(LOBBY, 8, entries("9", "10"), 7)));

    Chunk chunk = readAll(LOBBY);
    assertEquals(7, chunk.tail().first());
    assertEquals(10, chunk.tail().head());
    assertEquals(7, chunk.first());
    assertEquals(List.of("7", "8", "9", "10"), texts(chunk));
    assertEquals(List.of("8", "9", "10"), texts(result(log.read(LOBBY, 8, ALL, ENOUGH))));
    assertEquals(chunk.tail(), log.timelines().get(LOBBY));
  }

  @Test
  void aTimelineWithAllEventsTrimmedAcceptsMore() {
    result(log.open(LOBBY));
    append(LOBBY, 0, "a", "b");

    result(log.append(part(LOBBY, 2, entries("c"), 1000)));
    append(LOBBY, 3, "d");

    Chunk chunk = readAll(LOBBY);
    assertEquals(4, chunk.tail().head());
    assertEquals(5, chunk.next());
    assertEquals(List.of("d"), texts(result(log.read(LOBBY, 4, ALL, ENOUGH))));
  }

  @Test
  void trimmedEventsDoNotComeBack() {
    result(log.open(LOBBY));
    append(LOBBY, 0, "a", "b", "c");
    result(log.append(part(LOBBY, 3, entries("d"), 4)));
    long first = result(log.open(LOBBY)).first();

    result(log.append(part(LOBBY, 4, entries("e"), 2)));

    assertTrue(result(log.open(LOBBY)).first() >= first);
  }

  // Deleting an identity's data

  @Test
  void forgettingAnIdentityDeletesItsInboxAndReceipts() {
    TimelineId inbox = TimelineId.inbox("anna");
    result(log.open(LOBBY));
    Tail before = result(log.open(inbox));
    DedupeKey room = new DedupeKey("anna", LOBBY, "m1");
    DedupeKey direct = new DedupeKey("anna", inbox, "m2");
    result(log.append(part(LOBBY, 0, List.of(keyed("a", room, "r1")), 0)));
    result(log.append(part(inbox, 0, List.of(keyed("b", direct, "r2")), 0)));

    result(log.forget("anna"));

    assertEquals(List.of(LOBBY), List.copyOf(log.timelines().keySet()));
    assertEquals(List.of(Optional.empty(), Optional.empty()), find(room, direct));
    assertInstanceOf(NoSuchElementException.class, failure(log.read(inbox, 1, ALL, ENOUGH)));
    Tail after = result(log.open(inbox));
    assertEquals(0, after.head());
    assertNotEquals(before.epoch(), after.epoch());
    assertEquals(List.of(), texts(readAll(inbox)));
    assertEquals(List.of(Optional.empty()), find(direct));
  }

  @Test
  void forgettingAnIdentityKeepsTheDataOfOthers() {
    TimelineId inbox = TimelineId.inbox("berta");
    result(log.open(TimelineId.inbox("anna")));
    result(log.open(inbox));
    result(log.open(LOBBY));
    DedupeKey anna = new DedupeKey("anna", LOBBY, "m1");
    DedupeKey berta = new DedupeKey("berta", LOBBY, "m1");
    result(log.append(part(LOBBY, 0, List.of(keyed("a", anna, "r1"), keyed("b", berta, "r2")), 0)));
    append(inbox, 0, "kept");

    result(log.forget("anna"));

    assertEquals(List.of("a", "b"), texts(readAll(LOBBY)));
    assertEquals(List.of("kept"), texts(readAll(inbox)));
    assertEquals(List.of(Optional.empty(), Optional.of("r2")), find(anna, berta));
  }

  @Test
  void forgettingAnUnknownIdentitySucceeds() {
    assertEquals(null, failure(log.forget("unknown")));
  }

  // Durability and closing

  @Test
  void committedDataIsThereAfterReopening() {
    TimelineId inbox = TimelineId.inbox("anna");
    DedupeKey key = new DedupeKey("anna", LOBBY, "m1");
    result(log.open(LOBBY));
    result(log.open(KITCHEN));
    result(log.open(inbox));
    result(log.append(part(LOBBY, 0, List.of(keyed("a", key, "receipt")), 0)));
    append(LOBBY, 1, "b", "c");
    result(log.append(part(LOBBY, 3, entries("d"), 3)));
    append(KITCHEN, 0, "e");
    result(log.forget("anna"));
    result(log.open(TimelineId.room("unused")));
    result(log.removeUnused(TimelineId.room("unused")));
    Map<TimelineId, Tail> timelines = log.timelines();
    List<String> lobby = texts(readAll(LOBBY));

    close();
    log = open();

    assertEquals(timelines, log.timelines());
    assertEquals(timelines.get(LOBBY), result(log.open(LOBBY)));
    assertEquals(lobby, texts(readAll(LOBBY)));
    assertEquals(List.of("e"), texts(readAll(KITCHEN)));
    assertEquals(List.of(Optional.empty()), find(new DedupeKey("anna", KITCHEN, "m1")));
    append(LOBBY, 4, "f");
    assertEquals(List.of("d", "f"), texts(result(log.read(LOBBY, 4, ALL, ENOUGH))));
  }

  @Test
  void closingFinishesPendingCalls() {
    List<CompletionStage<?>> asked = new ArrayList<>();
    asked.add(log.open(LOBBY));
    for (int i = 0; i < 100; i++) {
      asked.add(log.append(part(LOBBY, i, entries("event"), 0)));
    }
    asked.add(log.find(List.of(new DedupeKey("anna", LOBBY, "m1"))));

    close();

    for (CompletionStage<?> stage : asked) {
      assertEquals(null, failure(stage));
    }
    log = open();
    assertEquals(100, result(log.open(LOBBY)).head());
  }

  @Test
  void afterClosingEveryCallFails() {
    result(log.open(LOBBY));
    close();

    for (CompletionStage<?> stage :
        List.of(
            log.open(LOBBY),
            log.append(part(LOBBY, 0, entries("a"), 0)),
            log.find(List.of()),
            log.read(LOBBY, 1, ALL, ENOUGH),
            log.removeUnused(LOBBY),
            log.forget("anna"))) {
      assertInstanceOf(LogUnavailableException.class, failure(stage));
    }
    assertThrows(LogUnavailableException.class, log::timelines);
    log = open();
    assertEquals(0, result(log.open(LOBBY)).head());
  }

  private void append(TimelineId timeline, long expectedHead, String... texts) {
    result(log.append(part(timeline, expectedHead, entries(texts), 0)));
  }

  private Chunk readAll(TimelineId timeline) {
    return result(log.read(timeline, 1, ALL, ENOUGH));
  }

  private List<Optional<String>> find(DedupeKey... keys) {
    return result(log.find(List.of(keys))).stream()
        .map(receipt -> receipt.map(bytes -> new String(bytes, UTF_8)))
        .toList();
  }

  private <T> T result(CompletionStage<T> stage) {
    await(stage);
    return stage.toCompletableFuture().join();
  }

  /**
   * The failure of the stage itself, unwrapped, as dependent stages see it; null if there is none.
   */
  private @Nullable Throwable failure(CompletionStage<?> stage) {
    await(stage);
    List<Throwable> failures = new ArrayList<>();
    stage.whenComplete(
        (result, failure) -> {
          if (failure != null) {
            failures.add(failure);
          }
        });
    return failures.isEmpty() ? null : failures.get(0);
  }

  private static Append part(
      TimelineId timeline, long expectedHead, List<Entry> entries, long keepFrom) {
    return new Append(List.of(new Append.Part(timeline, expectedHead, entries, keepFrom)));
  }

  private static List<Entry> entries(String... texts) {
    return Arrays.stream(texts).map(text -> Entry.of(text.getBytes(UTF_8))).toList();
  }

  private static Entry keyed(String text, DedupeKey key, String receipt) {
    return new Entry(text.getBytes(UTF_8), key, receipt.getBytes(UTF_8));
  }

  private static List<String> texts(Chunk chunk) {
    return chunk.events().stream().map(event -> new String(event, UTF_8)).toList();
  }
}
