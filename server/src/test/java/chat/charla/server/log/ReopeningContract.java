package chat.charla.server.log;

import static chat.charla.server.log.TestedLog.entries;
import static chat.charla.server.log.TestedLog.keyed;
import static chat.charla.server.log.TestedLog.part;
import static chat.charla.server.log.TestedLog.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What remains after the log is closed and opened again. */
interface ReopeningContract extends TestedLog {

  @Test
  default void committedDataIsThereAfterReopening() {
    TimelineId inbox = TimelineId.inbox("anna");
    DedupeKey key = new DedupeKey("anna", LOBBY, "m1");
    result(log().open(LOBBY));
    result(log().open(KITCHEN));
    result(log().open(inbox));
    result(log().append(part(LOBBY, 0, List.of(keyed("a", key, "receipt")), 0)));
    append(LOBBY, 1, "b", "c");
    result(log().append(part(LOBBY, 3, entries("d"), 3)));
    append(KITCHEN, 0, "e");
    result(log().forget("anna"));
    result(log().open(TimelineId.room("unused")));
    result(log().removeUnused(TimelineId.room("unused")));
    Map<TimelineId, Tail> timelines = log().timelines();
    List<String> lobby = texts(readAll(LOBBY));

    closeLog();
    openLog();

    assertEquals(timelines, log().timelines());
    assertEquals(timelines.get(LOBBY), result(log().open(LOBBY)));
    assertEquals(lobby, texts(readAll(LOBBY)));
    assertEquals(List.of("e"), texts(readAll(KITCHEN)));
    assertEquals(List.of(Optional.empty()), find(new DedupeKey("anna", KITCHEN, "m1")));
    append(LOBBY, 4, "f");
    assertEquals(List.of("d", "f"), texts(result(log().read(LOBBY, 4, ALL, ENOUGH))));
  }

  @Test
  default void closingFinishesPendingCalls() {
    List<CompletionStage<?>> asked = new ArrayList<>();
    asked.add(log().open(LOBBY));
    for (int i = 0; i < 100; i++) {
      asked.add(log().append(part(LOBBY, i, entries("event"), 0)));
    }
    asked.add(log().find(List.of(new DedupeKey("anna", LOBBY, "m1"))));

    closeLog();

    for (CompletionStage<?> stage : asked) {
      assertEquals(null, failure(stage));
    }
    openLog();
    assertEquals(100, result(log().open(LOBBY)).head());
  }

  @Test
  default void afterClosingEveryCallFails() {
    result(log().open(LOBBY));
    closeLog();

    for (CompletionStage<?> stage :
        List.of(
            log().open(LOBBY),
            log().append(part(LOBBY, 0, entries("a"), 0)),
            log().find(List.of()),
            log().read(LOBBY, 1, ALL, ENOUGH),
            log().removeUnused(LOBBY),
            log().forget("anna"))) {
      assertInstanceOf(LogUnavailableException.class, failure(stage));
    }
    assertThrows(LogUnavailableException.class, log()::timelines);
    openLog();
    assertEquals(0, result(log().open(LOBBY)).head());
  }
}
