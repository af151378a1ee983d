package chat.charla.android.conversation;

import static chat.charla.android.conversation.Samples.ME;
import static chat.charla.android.conversation.Samples.gap;
import static chat.charla.android.conversation.Samples.message;
import static chat.charla.android.conversation.Samples.timeline;
import static chat.charla.android.conversation.Samples.tooLong;
import static chat.charla.android.conversation.Samples.user;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import chat.charla.client.SavedSession;
import chat.charla.client.Target;
import chat.charla.v1.GapReason;
import java.util.List;
import org.junit.Test;

public class TranscriptStateTest {
  private final TranscriptState state = new TranscriptState("me");

  @Test
  public void anEventIsNewUntilItIsRecorded() {
    state.onTimelineFollowed(timeline("lobby", 4));
    assertFalse(state.isNew(message("lobby", 4, ME, "x", "")));
    assertTrue(state.isNew(message("lobby", 5, ME, "x", "")));

    state.onEvent(message("lobby", 5, ME, "x", ""));

    assertFalse(state.isNew(message("lobby", 5, ME, "x", "")));
    assertTrue(state.isNew(message("lobby", 6, ME, "x", "")));
  }

  @Test
  public void eventsOfARoomThatTheUserLeftAreNotNew() {
    state.onTimelineFollowed(timeline("lobby", 4));
    state.onRoomLeft("lobby");
    assertFalse(state.isNew(message("lobby", 5, ME, "x", "")));
    assertEquals(List.of(), state.rooms());

    state.onTimelineFollowed(timeline("lobby", 9));

    assertFalse(state.isNew(message("lobby", 9, ME, "x", "")));
    assertTrue(state.isNew(message("lobby", 10, ME, "x", "")));
  }

  @Test
  public void onlyAResetMovesTheCursorBack() {
    state.onTimelineFollowed(timeline("lobby", 9));
    state.onGap(gap("lobby", GapReason.GAP_REASON_TRIMMED, 3, 7));
    assertFalse(state.isNew(message("lobby", 9, ME, "x", "")));
    state.onGap(gap("lobby", GapReason.GAP_REASON_TRIMMED, 10, 12));
    assertFalse(state.isNew(message("lobby", 12, ME, "x", "")));

    state.onGap(gap("lobby", GapReason.GAP_REASON_RESET, 0, 2));

    assertTrue(state.isNew(message("lobby", 3, ME, "x", "")));
  }

  @Test
  public void aSavedSessionResumesWhereTheFactsEnd() {
    state.onTimelineFollowed(timeline("", 0));
    state.onTimelineFollowed(timeline("lobby", 4));
    state.onEvent(message("lobby", 5, ME, "posted", "a"));
    state.onEvent(message("lobby", 6, user("u1"), "of another user", "c"));
    state.onMessageFailed(tooLong("b", Target.room("lobby")));
    Target lobby = Target.room("lobby");
    SavedSession saved =
        SavedSession.builder()
            .identity("secret", "me")
            .account(true)
            .name("ana")
            .lastStreamNumber(7)
            .addCursor("lobby", "e1", 99)
            .addMessage("a", lobby, "posted", true)
            .addMessage("b", lobby, "failed", true)
            .addMessage("c", lobby, "still pending", true, 1_000)
            .addNeverSentMessage("d", lobby, "written without a connection", 2_000)
            .addRoom("dev", true, true)
            .leaving(true)
            .build();

    SavedSession reconciled = state.reconcile(saved);

    assertEquals("secret", reconciled.token());
    assertTrue(reconciled.isAccount());
    assertEquals("ana", reconciled.name());
    assertEquals(7, reconciled.lastStreamNumber());
    assertEquals(1, reconciled.roomCommands().size());
    assertTrue(reconciled.roomCommands().get(0).wasTransmitted());
    assertTrue(reconciled.isLeaving());
    assertEquals(
        List.of(" e1 0", "lobby e1 6"),
        reconciled.cursors().stream()
            .map(cursor -> cursor.room() + " " + cursor.epoch() + " " + cursor.afterSequence())
            .toList());
    assertEquals(
        List.of("c true 1000 false", "d false 2000 true"),
        reconciled.messages().stream()
            .map(
                message ->
                    message.clientMessageId()
                        + " "
                        + message.wasTransmitted()
                        + " "
                        + message.firstSentMillis()
                        + " "
                        + message.wasNeverSent())
            .toList());
  }
}
