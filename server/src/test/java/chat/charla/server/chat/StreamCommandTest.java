package chat.charla.server.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.refusal.Refusal;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Cursor;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.Open;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the server holds of a command until it is answered, and how much memory is charged. */
class StreamCommandTest {
  private static final int CURSORS = 1_000;
  private static final Refusal REFUSAL = Refusal.requestTooLarge(1);

  @Test
  void theCursorsOfTheFirstOpenAreKept() {
    StreamCommand command = StreamCommand.of(open(), true, null);

    OpenCommand open = Objects.requireNonNull(command.open());
    assertEquals(7, Objects.requireNonNull(open.cursor("room-7")).getAfterSequence());
  }

  /**
   * A cursor takes an object of 56 bytes, a table entry of 32, and two texts of at least 48 each.
   */
  @Test
  void aCursorCountsForItsMemoryNotForItsBytes() {
    Open.Builder empty = Open.newBuilder();
    for (int i = 0; i < CURSORS; i++) {
      empty.addCursors(Cursor.newBuilder().setRoom(Integer.toString(i, 36)));
    }
    long bytes = StreamCommand.of(request(empty), true, null).heldBytes();
    assertTrue(bytes > CURSORS * (56 + 32 + 2 * 48), () -> bytes + " bytes");
  }

  @Test
  void theCursorsOfALaterOpenAreNotKept() {
    StreamCommand command = StreamCommand.of(open(), false, null);

    assertNull(command.open());
    assertNull(command.refusal());
    assertEquals(request(Open.newBuilder()), command.request());
    assertTrue(command.heldBytes() < 1_000);
  }

  @Test
  void onlyTheIdOfARefusedCommandIsKept() {
    EnterRoom enter = EnterRoom.newBuilder().setRoom("x".repeat(200_000)).build();
    ConverseRequest request =
        ConverseRequest.newBuilder().setRequestId("r").setEnterRoom(enter).build();

    StreamCommand command = StreamCommand.of(request, true, REFUSAL);

    assertEquals(ConverseRequest.newBuilder().setRequestId("r").build(), command.request());
    assertEquals(REFUSAL, command.refusal());
  }

  @Test
  void onlyTheBeginningOfAnIdThatIsTooLongIsKept() {
    ConverseRequest request =
        ConverseRequest.newBuilder().setRequestId("é".repeat(100_000)).build();

    StreamCommand command = StreamCommand.of(request, false, null);

    assertEquals("é".repeat(32), command.request().getRequestId());
    assertEquals("request_id", Objects.requireNonNull(command.refusal()).field());
  }

  @Test
  void theCursorsOfARefusedFirstOpenAreNotKept() {
    StreamCommand command = StreamCommand.of(open(), true, REFUSAL);

    OpenCommand open = Objects.requireNonNull(command.open());
    assertEquals(REFUSAL, open.refusal());
    assertNull(open.cursor("room-7"));
    assertEquals(0, open.heldBytes());
  }

  @Test
  void theCursorsOfAnOpenThatBreaksTheRulesAreNotKept() {
    Open.Builder twice =
        open().getOpen().toBuilder().addCursors(Cursor.newBuilder().setRoom("Room-7"));

    OpenCommand open = Objects.requireNonNull(StreamCommand.of(request(twice), true, null).open());

    assertNotNull(open.refusal());
    assertEquals(0, open.heldBytes());
  }

  /** If a text has one letter that is not in Latin-1, each of its characters takes two bytes. */
  @Test
  void aTextMayTakeTwoBytesForEachCharacter() {
    EnterRoom enter = EnterRoom.newBuilder().setRoom("ж" + "x".repeat(100_000)).build();
    ConverseRequest request = ConverseRequest.newBuilder().setEnterRoom(enter).build();

    assertTrue(StreamCommand.of(request, false, null).heldBytes() > 200_000);
  }

  private static ConverseRequest open() {
    Open.Builder open = Open.newBuilder();
    for (int i = 0; i < CURSORS; i++) {
      open.addCursors(Cursor.newBuilder().setRoom("Room-" + i).setAfterSequence(i));
    }
    return request(open);
  }

  private static ConverseRequest request(Open.Builder open) {
    return ConverseRequest.newBuilder().setRequestId("r").setOpen(open).build();
  }
}
