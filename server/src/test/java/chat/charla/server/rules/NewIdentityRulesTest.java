package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.v1.Cursor;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.Open;
import chat.charla.v1.TimelineState;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A client joins again after its identity has ended, and opens a stream with cursors of the old
 * identity.
 */
class NewIdentityRulesTest {
  private final World world = new World();
  private final ScriptedClient luis = world.join("Luis");
  private final ScriptedClient ana = world.join("Ana");

  @Test
  void aCursorOfARoomIsStillValid() {
    luis.sayNumbers(1, 2);
    Cursor cursor = cursor(ana.online(), "lobby", 2);
    ana.leave().get();
    luis.sayNumbers(3, 4);

    ScriptedStream stream = world.join("Ana").open(Open.newBuilder().addCursors(cursor));
    world.moment();
    luis.say("5");
    world.moment();

    assertEquals(List.of("3", "4", "5"), stream.texts("lobby"));
    assertEquals(List.of(), stream.gaps());
  }

  @Test
  void withoutACursorTheRoomBeginsWithTheNewMembership() {
    luis.sayNumbers(1, 2);
    ana.leave().get();

    ScriptedStream stream = world.join("Ana").online();
    luis.say("3");
    world.moment();

    assertEquals(List.of("3"), stream.texts("lobby"));
  }

  @Test
  void aCursorOfTheInboxIsReset() {
    luis.call(PrivateMessages.toId("m1", ana, "to the old one")).get();
    Cursor cursor = cursor(ana.online(), "", 1);
    ana.leave().get();
    ScriptedClient next = world.join("Ana");
    luis.call(PrivateMessages.toId("m2", next, "to the new one")).get();

    ScriptedStream withoutCursor = next.online();
    assertEquals(List.of("to the new one"), withoutCursor.texts(""));

    ScriptedStream withCursor = next.open(Open.newBuilder().addCursors(cursor));
    withCursor.ready();
    world.moment();
    assertEquals(List.of("to the new one"), withCursor.texts(""));
    assertEquals(
        List.of(GapReason.GAP_REASON_RESET),
        withCursor.gaps().stream().map(Gap::getReason).toList());
  }

  private static Cursor cursor(ScriptedStream stream, String room, long sequence) {
    TimelineState state = stream.timeline(room);
    return Cursor.newBuilder()
        .setRoom(room)
        .setEpoch(state.getEpoch())
        .setAfterSequence(sequence)
        .build();
  }
}
