package chat.charla.server.log;

import static chat.charla.server.log.TestedLog.entries;
import static chat.charla.server.log.TestedLog.keyed;
import static chat.charla.server.log.TestedLog.part;
import static chat.charla.server.log.TestedLog.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A dedupe key is committed at most once, and its receipt can be found by the key. */
interface ReceiptsContract extends TestedLog {

  @Test
  default void aReceiptIsFoundByItsKeyAlone() {
    result(log().open(LOBBY));
    result(log().open(KITCHEN));
    DedupeKey key = new DedupeKey("anna", LOBBY, "m1");
    DedupeKey second = new DedupeKey("anna", LOBBY, "m2");
    List<Entry> entries = List.of(keyed("a", key, "receipt"), keyed("b", second, ""));
    result(log().append(part(LOBBY, 0, entries, 0)));

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
  default void findingNoKeysReturnsNothing() {
    assertEquals(List.of(), find());
  }

  @Test
  default void manyKeysAreFoundAtOnce() {
    result(log().open(LOBBY));
    List<DedupeKey> keys =
        IntStream.range(0, 1000).mapToObj(i -> new DedupeKey("anna", LOBBY, "m" + i)).toList();
    result(
        log()
            .append(
                part(
                    LOBBY,
                    0,
                    keys.stream().map(key -> keyed("a", key, key.clientMessageId())).toList(),
                    0)));

    List<Optional<String>> found = find(keys.toArray(DedupeKey[]::new));

    assertEquals(keys.stream().map(key -> Optional.of(key.clientMessageId())).toList(), found);
  }

  @Test
  default void receiptsOfEarlierDaysAreRemoved() {
    long day = Duration.ofDays(1).toMillis();
    result(log().open(LOBBY));
    List<DedupeKey> keys = keys(3000);
    for (int i = 0; i < 3; i++) {
      List<Entry> entries =
          keys.subList(1000 * i, 1000 * (i + 1)).stream().map(key -> keyed("a", key, "r")).toList();
      Append.Part part = new Append.Part(LOBBY, 1000L * i, entries, 0);
      result(log().append(new Append(List.of(part), day * (i + 1) - 1)));
    }

    removeReceipts(day - 1);
    assertEquals(0, missing(keys));
    removeReceipts(2 * day);

    assertEquals(2000, missing(keys));
    assertEquals(0, missing(keys.subList(2000, 3000)));
    assertEquals(3000, readAll(LOBBY).events().size());
    Entry again = keyed("b", keys.get(0), "second");
    result(log().append(new Append(List.of(new Append.Part(LOBBY, 3000, List.of(again), 0)), day)));
    assertEquals(List.of(Optional.of("second")), find(keys.get(0)));
  }

  private void removeReceipts(long timeMillis) {
    boolean complete = false;
    while (!complete) {
      complete = result(log().removeReceipts(timeMillis));
    }
  }

  private long missing(List<DedupeKey> keys) {
    return find(keys.toArray(DedupeKey[]::new)).stream().filter(Optional::isEmpty).count();
  }

  private static List<DedupeKey> keys(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new DedupeKey("author" + i % 7, LOBBY, "m" + i))
        .toList();
  }

  @Test
  default void aKeyIsCommittedOnce() {
    result(log().open(LOBBY));
    result(log().open(KITCHEN));
    DedupeKey key = new DedupeKey("anna", LOBBY, "m1");
    result(log().append(part(LOBBY, 0, List.of(keyed("a", key, "first")), 0)));

    Throwable failure =
        failure(
            log()
                .append(
                    new Append(
                        List.of(
                            new Append.Part(KITCHEN, 0, entries("b"), 0),
                            new Append.Part(LOBBY, 1, List.of(keyed("c", key, "second")), 0)),
                        0)));

    assertInstanceOf(RepeatedKeyException.class, failure);
    assertEquals(List.of("a"), texts(readAll(LOBBY)));
    assertEquals(List.of(), texts(readAll(KITCHEN)));
    assertEquals(List.of(Optional.of("first")), find(key));
  }

  @Test
  default void anAppendRefusedForARepeatedKeyLeavesNoReceipts() {
    result(log().open(LOBBY));
    DedupeKey known = new DedupeKey("anna", LOBBY, "m1");
    DedupeKey fresh = new DedupeKey("berta", LOBBY, "m1");
    result(log().append(part(LOBBY, 0, List.of(keyed("a", known, "first")), 0)));

    Throwable failure =
        failure(
            log()
                .append(
                    part(LOBBY, 1, List.of(keyed("b", fresh, "b"), keyed("c", known, "c")), 0)));

    assertInstanceOf(RepeatedKeyException.class, failure);
    assertEquals(List.of(Optional.empty(), Optional.of("first")), find(fresh, known));
    result(log().append(part(LOBBY, 1, List.of(keyed("b", fresh, "second")), 0)));
    assertEquals(List.of(Optional.of("second")), find(fresh));
    assertEquals(List.of("a", "b"), texts(readAll(LOBBY)));
  }

  @Test
  default void aKeyMayOccurOnlyOnceInAnAppend() {
    result(log().open(LOBBY));
    DedupeKey key = new DedupeKey("anna", LOBBY, "m1");

    Throwable failure =
        failure(
            log()
                .append(
                    part(
                        LOBBY,
                        0,
                        List.of(keyed("a", key, "first"), keyed("b", key, "second")),
                        0)));

    assertInstanceOf(HeadMismatchException.class, failure);
    assertEquals(List.of(), texts(readAll(LOBBY)));
    assertEquals(List.of(Optional.empty()), find(key));
  }

  @Test
  default void receiptsOutliveTheirEvents() {
    result(log().open(LOBBY));
    DedupeKey key = new DedupeKey("anna", LOBBY, "m1");
    result(log().append(part(LOBBY, 0, List.of(keyed("a", key, "receipt")), 0)));

    result(log().append(part(LOBBY, 1, entries("b"), 2)));

    assertEquals(List.of(Optional.of("receipt")), find(key));
    assertInstanceOf(
        RepeatedKeyException.class,
        failure(log().append(part(LOBBY, 2, List.of(keyed("c", key, "second")), 0))));
  }
}
