package chat.charla.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import chat.charla.v1.Cursor;
import chat.charla.v1.Open;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Cursors are found by the canonical form of the names of their rooms, in any number. */
class OpeningTest {
  @Test
  void aCursorIsFoundByAnySpellingOfItsRoom() {
    Opening opening = opening(cursor("LOBBY", 3), cursor("", 7));
    assertNull(opening.fault());
    assertEquals(3, Objects.requireNonNull(opening.cursor("lobby")).getAfterSequence());
    assertEquals(7, Objects.requireNonNull(opening.cursor("")).getAfterSequence());
    assertNull(opening.cursor("other"));
  }

  @Test
  void manyCursorsOfOtherRoomsAreAccepted() {
    Cursor.Builder[] cursors = new Cursor.Builder[30_000];
    for (int i = 0; i < cursors.length; i++) {
      cursors[i] = cursor("É" + i, i);
    }
    Opening opening = opening(cursors);
    assertNull(opening.fault());
    assertEquals(29_999, Objects.requireNonNull(opening.cursor("é29999")).getAfterSequence());
  }

  @Test
  void twoCursorsForOneTimelineAreRefused() {
    assertNotNull(opening(cursor("lobby", 1), cursor("Lobby", 2)).fault());
    assertNotNull(opening(cursor("", 1), cursor("", 1)).fault());
  }

  private static Opening opening(Cursor.Builder... cursors) {
    Open.Builder open = Open.newBuilder();
    for (Cursor.Builder cursor : cursors) {
      open.addCursors(cursor);
    }
    return Opening.of(open.build());
  }

  private static Cursor.Builder cursor(String room, long after) {
    return Cursor.newBuilder().setRoom(room).setAfterSequence(after);
  }
}
