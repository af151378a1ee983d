package chat.charla.server.log;

import static chat.charla.server.log.TestedLog.entries;
import static chat.charla.server.log.TestedLog.keyed;
import static chat.charla.server.log.TestedLog.part;
import static chat.charla.server.log.TestedLog.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** An append changes the records of its rooms together with their timelines, or not at all. */
interface RoomUpdatesContract extends TestedLog {

  @Test
  default void anAppendReplacesTheRecordOfItsRoom() {
    result(log().openRoom(LOBBY, bytes("first")));
    result(log().openRoom(KITCHEN, bytes("of the kitchen")));

    result(log().append(changing(LOBBY, 0, "second", Map.of())));

    assertEquals(Map.of("room:lobby", "second", "room:kitchen", "of the kitchen"), roomRecords());
    assertEquals(
        "second", new String(result(log().openRoom(LOBBY, bytes("third"))).record(), UTF_8));
    assertEquals(List.of("a change"), texts(readAll(LOBBY)));
  }

  @Test
  default void aRoomThatHadNoRecordGetsOne() {
    result(log().open(LOBBY));

    result(log().append(changing(LOBBY, 0, "first", Map.of("anna", "an owner"))));

    assertEquals(Map.of("room:lobby", "first"), roomRecords());
    assertEquals(Map.of("room:lobby", List.of("an owner")), memberRecords());
  }

  @Test
  default void anAppendWithoutAnUpdateKeepsTheRecords() {
    result(log().openRoom(LOBBY, bytes("first")));
    result(log().append(changing(LOBBY, 0, "second", Map.of("anna", "an owner"))));

    append(LOBBY, 1, "a", "b", "c");
    result(log().append(part(LOBBY, 4, entries("d"), 5)));

    assertEquals(Map.of("room:lobby", "second"), roomRecords());
    assertEquals(Map.of("room:lobby", List.of("an owner")), memberRecords());
  }

  @Test
  default void anUpdateChangesOnlyTheMembersThatItNames() {
    for (TimelineId room : List.of(LOBBY, KITCHEN)) {
      result(log().open(room));
      result(log().append(changing(room, 0, "r", Map.of("anna", "a1", "berta", "b1"))));
    }

    result(log().append(changing(LOBBY, 1, "r", Map.of("berta", "b2", "carla", "c1"))));

    assertEquals(
        Map.of("room:lobby", List.of("a1", "b2", "c1"), "room:kitchen", List.of("a1", "b1")),
        memberRecords());
  }

  @Test
  default void anUpdateRemovesRecordsOfMembers() {
    for (TimelineId room : List.of(LOBBY, KITCHEN)) {
      result(log().open(room));
      result(log().append(changing(room, 0, "r", Map.of("anna", "a1", "berta", "b1"))));
    }

    result(log().append(removing(LOBBY, 1, "anna", "nobody")));
    assertEquals(
        Map.of("room:lobby", List.of("b1"), "room:kitchen", List.of("a1", "b1")), memberRecords());

    result(log().append(removing(LOBBY, 2, "berta")));
    assertEquals(Map.of("room:kitchen", List.of("a1", "b1")), memberRecords());
  }

  @Test
  default void eachRoomOfAnAppendHasAnUpdateOfItsOwn() {
    result(log().open(LOBBY));
    result(log().open(KITCHEN));

    result(
        log()
            .append(
                new Append(
                    List.of(
                        changing(LOBBY, 0, "l", Map.of("anna", "a1")).parts().get(0),
                        changing(KITCHEN, 0, "k", Map.of("anna", "a2")).parts().get(0)),
                    0)));

    assertEquals(Map.of("room:lobby", "l", "room:kitchen", "k"), roomRecords());
    assertEquals(
        Map.of("room:lobby", List.of("a1"), "room:kitchen", List.of("a2")), memberRecords());
  }

  @Test
  default void anAppendToAnotherHeadChangesNoRecord() {
    result(log().openRoom(LOBBY, bytes("first")));
    result(log().append(changing(LOBBY, 0, "second", Map.of("anna", "a1"))));

    assertInstanceOf(
        HeadMismatchException.class,
        failure(log().append(changing(LOBBY, 0, "third", Map.of("anna", "a2", "berta", "b1")))));

    assertEquals(Map.of("room:lobby", "second"), roomRecords());
    assertEquals(Map.of("room:lobby", List.of("a1")), memberRecords());
  }

  /** The other room's part is refused, and so the update is. */
  @Test
  default void anAppendWithARepeatedKeyChangesNoRecord() {
    DedupeKey key = new DedupeKey("anna", KITCHEN, "m1");
    result(log().openRoom(LOBBY, bytes("first")));
    result(log().open(KITCHEN));
    result(log().append(part(KITCHEN, 0, List.of(keyed("a", key, "r1")), 0)));
    Append.Part repeated = part(KITCHEN, 1, List.of(keyed("b", key, "r2")), 0).parts().get(0);
    Append.Part update = changing(LOBBY, 0, "second", Map.of("anna", "a1")).parts().get(0);

    for (List<Append.Part> parts : List.of(List.of(update, repeated), List.of(repeated, update))) {
      assertInstanceOf(
          RepeatedKeyException.class, failure(log().append(new Append(parts, 0))), parts::toString);
    }

    assertEquals(Map.of("room:lobby", "first"), roomRecords());
    assertEquals(Map.of(), memberRecords());
  }

  @Test
  default void updatesAreThereAfterReopening() {
    result(log().openRoom(LOBBY, bytes("first")));
    result(log().append(changing(LOBBY, 0, "second", Map.of("anna", "a1", "berta", "b1"))));
    result(log().append(removing(LOBBY, 1, "berta")));

    closeLog();
    assertThrows(LogUnavailableException.class, log()::memberRecords);
    openLog();

    assertEquals(Map.of("room:lobby", "without"), roomRecords());
    assertEquals(Map.of("room:lobby", List.of("a1")), memberRecords());
  }

  /** A role belongs to the room's state, which only events of the room change. */
  @Test
  default void forgettingAnIdentityKeepsItsRecordsInRooms() {
    result(log().open(LOBBY));
    result(log().append(changing(LOBBY, 0, "r", Map.of("anna", "a1"))));

    result(log().forget("anna"));

    assertEquals(Map.of("room:lobby", List.of("a1")), memberRecords());
  }

  @Test
  default void anInboxHasNoRecordsToChange() {
    assertThrows(
        IllegalArgumentException.class,
        () -> changing(TimelineId.inbox("anna"), 0, "r", Map.of("anna", "a1")));
  }

  private static Append changing(
      TimelineId room, long expectedHead, String record, Map<String, String> members) {
    Map<String, Optional<byte[]>> records = new HashMap<>();
    members.forEach((user, text) -> records.put(user, Optional.of(bytes(text))));
    return updating(room, expectedHead, new RoomUpdate(bytes(record), records));
  }

  private static Append removing(TimelineId room, long expectedHead, String... users) {
    Map<String, Optional<byte[]>> records = new HashMap<>();
    for (String user : users) {
      records.put(user, Optional.empty());
    }
    return updating(room, expectedHead, new RoomUpdate(bytes("without"), records));
  }

  private static Append updating(TimelineId room, long expectedHead, RoomUpdate update) {
    return new Append(
        List.of(new Append.Part(room, expectedHead, entries("a change"), 0, update)), 0);
  }

  private Map<String, String> roomRecords() {
    Map<String, String> texts = new TreeMap<>();
    log()
        .records()
        .forEach((timeline, record) -> texts.put(timeline.value(), new String(record, UTF_8)));
    return texts;
  }

  /** The records of each room's members, sorted. */
  private Map<String, List<String>> memberRecords() {
    Map<String, List<String>> texts = new TreeMap<>();
    log()
        .memberRecords()
        .forEach(
            (timeline, records) ->
                texts.put(
                    timeline.value(),
                    records.stream().map(record -> new String(record, UTF_8)).sorted().toList()));
    return texts;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
