package chat.charla.server.log;

import static chat.charla.server.log.TestedLog.entries;
import static chat.charla.server.log.TestedLog.part;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * A room has the record that it was created with, for as long as its timeline exists and no append
 * changes the record.
 */
interface RecordsContract extends TestedLog {

  @Test
  default void aRoomHasTheRecordThatItWasCreatedWith() {
    result(log().openRoom(LOBBY, bytes("of the lobby")));
    result(log().openRoom(KITCHEN, bytes("of the kitchen")));

    assertEquals(Map.of("room:kitchen", "of the kitchen", "room:lobby", "of the lobby"), records());
  }

  @Test
  default void anExistingRoomKeepsItsRecord() {
    OpenedRoom first = result(log().openRoom(LOBBY, bytes("first")));
    result(log().open(KITCHEN));

    OpenedRoom second = result(log().openRoom(LOBBY, bytes("second")));
    Tail tail = result(log().open(LOBBY));
    OpenedRoom kitchen = result(log().openRoom(KITCHEN, bytes("second")));

    assertEquals("first", new String(first.record(), UTF_8));
    assertEquals("first", new String(second.record(), UTF_8));
    assertEquals(first.tail(), second.tail());
    assertEquals(first.tail(), tail);
    assertEquals(0, kitchen.record().length);
    assertEquals(Map.of("room:lobby", "first"), records());
  }

  @Test
  default void changesOfEventsDoNotChangeTheRecord() {
    result(log().openRoom(LOBBY, bytes("first")));

    append(LOBBY, 0, "a", "b", "c");
    result(log().append(part(LOBBY, 3, entries("d"), 5)));
    result(log().forget("anna"));

    assertEquals(Map.of("room:lobby", "first"), records());
  }

  @Test
  default void aRoomOrInboxWithoutARecordIsNotListed() {
    result(log().open(LOBBY));
    result(log().openRoom(KITCHEN, new byte[0]));
    result(log().open(TimelineId.inbox("anna")));

    assertEquals(Map.of(), records());
  }

  @Test
  default void anInboxHasNoRecord() {
    assertThrows(
        IllegalArgumentException.class,
        () -> log().openRoom(TimelineId.inbox("anna"), bytes("a record")));

    assertEquals(Map.of(), log().timelines());
  }

  @Test
  default void theRecordIsCopiedAtTheCall() {
    byte[] record = bytes("first");
    CompletionStage<OpenedRoom> opened = log().openRoom(LOBBY, record);
    record[0] = 'F';

    result(opened);

    assertEquals(Map.of("room:lobby", "first"), records());
  }

  @Test
  default void aRecordIsRemovedWithItsTimeline() {
    result(log().openRoom(LOBBY, bytes("first")));
    result(log().openRoom(KITCHEN, bytes("first")));
    append(LOBBY, 0, "a");

    assertEquals(false, result(log().removeUnused(LOBBY)));
    assertEquals(true, result(log().removeUnused(KITCHEN)));

    assertEquals(Map.of("room:lobby", "first"), records());
    result(log().openRoom(KITCHEN, bytes("second")));
    assertEquals(Map.of("room:kitchen", "second", "room:lobby", "first"), records());
  }

  @Test
  default void recordsAreThereAfterReopening() {
    result(log().openRoom(LOBBY, bytes("first")));
    result(log().openRoom(KITCHEN, bytes("removed")));
    result(log().removeUnused(KITCHEN));

    closeLog();
    assertThrows(LogUnavailableException.class, log()::records);
    openLog();

    assertEquals(Map.of("room:lobby", "first"), records());
    result(log().openRoom(LOBBY, bytes("second")));
    assertEquals(Map.of("room:lobby", "first"), records());
  }

  private Map<String, String> records() {
    Map<String, String> texts = new TreeMap<>();
    log()
        .records()
        .forEach((timeline, record) -> texts.put(timeline.value(), new String(record, UTF_8)));
    return texts;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
