package chat.charla.server.log;

import static chat.charla.server.log.TestedLog.keyed;
import static chat.charla.server.log.TestedLog.part;
import static chat.charla.server.log.TestedLog.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which data is deleted with an identity. */
interface RemovalContract extends TestedLog {

  @Test
  default void forgettingAnIdentityDeletesItsInboxAndReceipts() {
    TimelineId inbox = TimelineId.inbox("anna");
    result(log().open(LOBBY));
    Tail before = result(log().open(inbox));
    DedupeKey room = new DedupeKey("anna", LOBBY, "m1");
    DedupeKey direct = new DedupeKey("anna", inbox, "m2");
    result(log().append(part(LOBBY, 0, List.of(keyed("a", room, "r1")), 0)));
    result(log().append(part(inbox, 0, List.of(keyed("b", direct, "r2")), 0)));

    result(log().forget("anna"));

    assertEquals(List.of(LOBBY), List.copyOf(log().timelines().keySet()));
    assertEquals(List.of(Optional.empty(), Optional.empty()), find(room, direct));
    assertInstanceOf(NoSuchElementException.class, failure(log().read(inbox, 1, ALL, ENOUGH)));
    Tail after = result(log().open(inbox));
    assertEquals(0, after.head());
    assertNotEquals(before.epoch(), after.epoch());
    assertEquals(List.of(), texts(readAll(inbox)));
    assertEquals(List.of(Optional.empty()), find(direct));
  }

  @Test
  default void forgettingAnIdentityKeepsTheDataOfOthers() {
    TimelineId inbox = TimelineId.inbox("berta");
    result(log().open(TimelineId.inbox("anna")));
    result(log().open(inbox));
    result(log().open(LOBBY));
    DedupeKey anna = new DedupeKey("anna", LOBBY, "m1");
    DedupeKey berta = new DedupeKey("berta", LOBBY, "m1");
    result(
        log().append(part(LOBBY, 0, List.of(keyed("a", anna, "r1"), keyed("b", berta, "r2")), 0)));
    append(inbox, 0, "kept");

    result(log().forget("anna"));

    assertEquals(List.of("a", "b"), texts(readAll(LOBBY)));
    assertEquals(List.of("kept"), texts(readAll(inbox)));
    assertEquals(List.of(Optional.empty(), Optional.of("r2")), find(anna, berta));
  }

  @Test
  default void forgettingAnUnknownIdentitySucceeds() {
    assertEquals(null, failure(log().forget("unknown")));
  }
}
