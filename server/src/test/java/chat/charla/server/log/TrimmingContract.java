package chat.charla.server.log;

import static chat.charla.server.log.TestedLog.entries;
import static chat.charla.server.log.TestedLog.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Events are removed without an append, and found by the time of their append. */
interface TrimmingContract extends TestedLog {
  long MINUTE = Duration.ofMinutes(1).toMillis();

  @Test
  default void trimmedEventsAreGoneAndTheHeadStays() {
    Tail opened = result(log().open(LOBBY));
    append(LOBBY, 0, "a", "b", "c");

    Optional<Tail> tail = result(log().trim(LOBBY, 3));

    assertEquals(Optional.of(new Tail(opened.epoch(), 3, 3)), tail);
    assertEquals(List.of("c"), texts(readAll(LOBBY)));
    assertEquals(3, result(log().open(LOBBY)).first());
  }

  @Test
  default void allEventsCanBeTrimmed() {
    result(log().open(LOBBY));
    append(LOBBY, 0, "a", "b");

    assertEquals(3, result(log().trim(LOBBY, 100)).orElseThrow().first());
    assertEquals(List.of(), readAll(LOBBY).events());
    append(LOBBY, 2, "c");

    assertEquals(List.of("c"), texts(readAll(LOBBY)));
  }

  @Test
  default void anEarlierSequenceChangesNothing() {
    result(log().open(LOBBY));
    append(LOBBY, 0, "a", "b", "c");
    result(log().trim(LOBBY, 3));

    assertEquals(3, result(log().trim(LOBBY, 1)).orElseThrow().first());
  }

  @Test
  default void aTimelineThatDoesNotExistCannotBeTrimmed() {
    assertEquals(Optional.empty(), result(log().trim(KITCHEN, 1)));
  }

  @Test
  default void eventsAreFoundByTheMinuteOfTheirAppend() {
    result(log().open(LOBBY));
    result(log().open(KITCHEN));
    for (int minute = 0; minute < 20; minute++) {
      appendAt(LOBBY, 2L * minute, 100 + minute, "a", "b");
    }

    for (int minute = 0; minute < 20; minute++) {
      long time = (100 + minute) * MINUTE;
      assertEquals(Map.of(LOBBY, 2L * minute + 1), since(time + 59_999), "minute " + minute);
      assertEquals(Map.of(LOBBY, 2L * minute + 1), since(time), "minute " + minute);
    }
    assertEquals(Map.of(LOBBY, 41L), since(120 * MINUTE));
    assertEquals(Map.of(LOBBY, 1L), since(0));
    assertEquals(
        Map.of(KITCHEN, 1L),
        result(log().appendedSince(List.of(KITCHEN, TimelineId.room("nowhere")), MINUTE)));
  }

  @Test
  default void onlyKeptEventsAreFound() {
    result(log().open(LOBBY));
    appendAt(LOBBY, 0, 1, "a", "b");
    appendAt(LOBBY, 2, 2, "c");
    result(log().trim(LOBBY, 2));

    assertEquals(Map.of(LOBBY, 2L), since(0));
    assertEquals(Map.of(LOBBY, 3L), since(2 * MINUTE));
    result(log().trim(LOBBY, 4));
    assertEquals(Map.of(LOBBY, 4L), since(0));
  }

  private Map<TimelineId, Long> since(long timeMillis) {
    return result(log().appendedSince(List.of(LOBBY), timeMillis));
  }

  private void appendAt(TimelineId timeline, long head, long minute, String... texts) {
    result(
        log()
            .append(
                new Append(
                    List.of(new Append.Part(timeline, head, entries(texts), 0)),
                    minute * MINUTE + 30_000)));
  }
}
