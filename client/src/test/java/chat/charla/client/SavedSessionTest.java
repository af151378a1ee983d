package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SavedSessionTest {
  @Test
  void anotherProcessGoesOnWhereThisOneWas() {
    Story before = new Story();
    FakeTransport.Stream old = before.online(FakeTransport.timeline("lobby", 3, 0));
    old.messages("lobby", 1, 2);
    PendingMessage message = before.say("hola ñ 😀");
    before.client.enterRoom("dev");
    before.scheduler.run();

    SavedSession saved = SavedSession.fromBytes(before.snapshot().toBytes());
    Story after = new Story(ClientOptions.builder(), saved, 2);
    after.client.start();
    FakeTransport.Stream stream = after.transport.stream();
    stream.ready(FakeTransport.timeline("lobby", 3, 2));
    stream.messages("lobby", 3);

    assertEquals("t1", stream.token);
    assertTrue(stream.open.getStreamNumber() > old.open.getStreamNumber());
    assertEquals(2, stream.open.getCursors(1).getAfterSequence());
    assertEquals(List.of("lobby3"), after.listener.delivered());
    assertTrue(stream.take().hasEnterRoom());
    assertEquals(message.toRequest(), stream.take().getSendMessage());
    assertEquals(
        message.clientMessageId(), after.client.restoredMessages().get(0).clientMessageId());
  }

  @Test
  void aJoinWithoutAnAnswerIsRepeatedByTheNextProcess() {
    Story before = new Story();
    before.client.start();
    JoinRequest first = before.transport.join().request;
    SavedSession saved = before.snapshot();

    Story after = new Story(ClientOptions.builder(), saved, 2);
    after.client.start();
    Story otherwise = new Story(ClientOptions.builder().name("eva"), saved, 3);
    otherwise.client.start();

    assertEquals(first, after.transport.join().request);
    assertNotEquals(first.getRequestId(), otherwise.transport.join().request.getRequestId());
  }

  @Test
  void restoredMessagesAreNotSentAsSomebodyElse() {
    SavedSession saved =
        SavedSession.builder()
            .identity("t1", "u1")
            .name("ana")
            .addMessage("m1", Target.user("u2"), "hello", true)
            .build();
    Story story = new Story(ClientOptions.builder(), saved);
    story.client.start();

    story.transport.stream().end(Story.refusal(ErrorReason.ERROR_REASON_SESSION_EXPIRED));

    PendingMessage message = story.client.restoredMessages().get(0);
    assertEquals(PendingMessage.Status.OUTCOME_UNKNOWN, message.status());
    assertEquals("ana", story.transport.join().request.getName());
  }

  @Test
  void damageIsNoticed() {
    byte[] bytes =
        SavedSession.builder()
            .identity("secret", "u1")
            .addCursor("lobby", "e1", 7)
            .build()
            .toBytes();

    assertEquals(7, SavedSession.fromBytes(bytes).cursors().get(0).afterSequence());
    for (int index = 0; index < bytes.length; index++) {
      byte[] damaged = bytes.clone();
      damaged[index] ^= 1;
      assertThrows(IllegalArgumentException.class, () -> SavedSession.fromBytes(damaged));
      byte[] torn = Arrays.copyOf(bytes, index);
      assertThrows(IllegalArgumentException.class, () -> SavedSession.fromBytes(torn));
    }
    assertFalse(SavedSession.fromBytes(bytes).toString().contains("secret"));
  }
}
