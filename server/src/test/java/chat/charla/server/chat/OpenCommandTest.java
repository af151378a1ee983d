package chat.charla.server.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import chat.charla.v1.Cursor;
import chat.charla.v1.Open;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A cursor is found by the canonical form of its room's name, also among many cursors. */
class OpenCommandTest {
  @Test
  void aCursorIsFoundByAnySpellingOfItsRoom() {
    OpenCommand open = open(cursor("LOBBY", 3), cursor("", 7));
    assertNull(open.refusal());
    assertEquals(3, Objects.requireNonNull(open.cursor("lobby")).getAfterSequence());
    assertEquals(7, Objects.requireNonNull(open.cursor("")).getAfterSequence());
    assertNull(open.cursor("other"));
  }

  @Test
  void manyCursorsOfOtherRoomsAreAccepted() {
    Cursor.Builder[] cursors = new Cursor.Builder[30_000];
    for (int i = 0; i < cursors.length; i++) {
      cursors[i] = cursor("É" + i, i);
    }
    OpenCommand open = open(cursors);
    assertNull(open.refusal());
    assertEquals(29_999, Objects.requireNonNull(open.cursor("é29999")).getAfterSequence());
  }

  @Test
  void twoCursorsForOneTimelineAreRefused() {
    assertNotNull(open(cursor("lobby", 1), cursor("Lobby", 2)).refusal());
    assertNotNull(open(cursor("", 1), cursor("", 1)).refusal());
  }

  private static OpenCommand open(Cursor.Builder... cursors) {
    Open.Builder open = Open.newBuilder();
    for (Cursor.Builder cursor : cursors) {
      open.addCursors(cursor);
    }
    return OpenCommand.of(open.build());
  }

  private static Cursor.Builder cursor(String room, long after) {
    return Cursor.newBuilder().setRoom(room).setAfterSequence(after);
  }
}
