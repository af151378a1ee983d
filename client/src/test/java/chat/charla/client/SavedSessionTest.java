package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class SavedSessionTest {
  @Test
  void anotherProcessContinuesFromTheSnapshot() {
    Story before = new Story();
    FakeTransport.Stream old = before.online(FakeTransport.timeline("lobby", 3, 0));
    old.messages("lobby", 1, 2);
    PendingMessage message = before.say("hola ñ 😀");
    before.client.enterRoom("dev");
    before.time.run();

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
    Story withAnotherName = new Story(ClientOptions.builder().name("eva"), saved, 3);
    withAnotherName.client.start();

    assertEquals(first, after.transport.join().request);
    FakeTransport.Call<JoinRequest, JoinResponse> repeated = withAnotherName.transport.join();
    assertEquals(first, repeated.request);
    repeated.succeed(FakeTransport.joined("t1"));
    FakeTransport.Call<JoinRequest, JoinResponse> renaming = withAnotherName.transport.join();
    assertEquals("t1", renaming.token);
    assertEquals("eva", renaming.request.getName());
  }

  @Test
  void restoredMessagesAreNotSentByAnotherIdentity() {
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
  void theFirstFormatVersionIsRead() {
    byte[] written =
        Base64.getDecoder()
            .decode(
                "Q2hMYQAAAAEAAAAA4/BTVwAAAAJ0MQAAAAJ1MQAAAANhbmH/////AAAAAAAAAAcAAAACAAAAAAAAAAJl"
                    + "MAAAAAAAAAAAAAAABWxvYmJ5AAAAAmUxAAAAAAAAAAMAAAACAAAAAm0xAAAABFJPT00AAAAFbG9i"
                    + "YnkAAAAHaG9sYSDDsQEAAAACbTIAAAAHVVNFUl9JRAAAAAJ1MgAAAAF4AAAAAAEAAAADZGV2AA==");

    SavedSession session = SavedSession.fromBytes(written);

    assertEquals("t1", session.token());
    assertEquals(7, session.lastStreamNumber());
    assertEquals(3, session.cursors().get(1).afterSequence());
    assertEquals("hola ñ", session.messages().get(0).text());
    assertTrue(session.messages().get(0).wasTransmitted());
    assertEquals("dev", session.roomCommands().get(0).room());
    assertFalse(session.roomCommands().get(0).isEnter());
    assertTrue(session.roomCommands().get(0).wasTransmitted());
    assertFalse(session.isLeaving());
  }

  @Test
  void theSecondFormatVersionIsRead() {
    byte[] written =
        Base64.getDecoder()
            .decode(
                "Q2hMYQAAAAIAAAAAFNA1e/////8AAAAAAAAAA2FuYQAAAAJqMQAAAAAAAAAHAAAAAgAAAAAAAAAAAAAA"
                    + "AAAAAAAAAAAFbG9iYnkAAAACZTEAAAAAAAAAAwAAAAMAAAACbTEAAAAEUk9PTQAAAAVsb2JieQAA"
                    + "AAdob2xhIMOxAQAAAAJtMgAAAAdVU0VSX0lEAAAAAnUyAAAAAXgAAAAAAm0zAAAACVVTRVJfTkFN"
                    + "RQAAAANldmEAAAABeQAAAAACAAAAA2RldgAAAAAABGNpbmUBAQE=");

    SavedSession session = SavedSession.fromBytes(written);

    assertNull(session.token());
    assertEquals("ana", session.name());
    assertEquals("j1", session.joinRequestId());
    assertEquals(7, session.lastStreamNumber());
    assertEquals(
        List.of(Target.room("lobby"), Target.user("u2"), Target.userName("eva")),
        session.messages().stream().map(SavedSession.SavedMessage::target).toList());
    assertTrue(session.messages().get(0).wasTransmitted());
    assertFalse(session.roomCommands().get(0).wasTransmitted());
    assertTrue(session.roomCommands().get(1).isEnter());
    assertTrue(session.isLeaving());
    requireSame(session, SavedSession.fromBytes(session.toBytes()));
  }

  @Test
  void anotherProcessContinuesLeaving() {
    Story before = new Story();
    before.online();
    PendingMessage message = before.say("goodbye");
    before.client.leave();
    before.time.run();
    SavedSession saved = SavedSession.fromBytes(before.snapshot().toBytes());

    Story after = new Story(ClientOptions.builder(), saved, 2);
    after.client.start();
    FakeTransport.Stream stream = after.transport.stream();
    stream.ready();
    assertEquals(
        message.clientMessageId(), after.client.restoredMessages().get(0).clientMessageId());
    stream.sent(stream.take(), 1);

    after.transport.leave().fail(Story.refusal(ErrorReason.ERROR_REASON_SESSION_ENDED));
    after.assertState(ConnectionState.Kind.LEFT);
    assertFalse(after.snapshot().isLeaving());
  }

  @Test
  void anotherProcessThatFindsTheSessionEndedHasLeft() {
    Story before = new Story();
    before.online();
    before.client.leave();
    before.transport.leave();

    Story after = new Story(ClientOptions.builder(), before.snapshot(), 2);
    after.client.start();
    after.transport.leave().fail(Story.refusal(ErrorReason.ERROR_REASON_SESSION_ENDED));

    after.assertState(ConnectionState.Kind.LEFT);
    after.transport.assertNoCalls();
  }

  @Test
  void anotherProcessKnowsThatTheRoomMayHaveBeenLeft() {
    Story before = new Story();
    FakeTransport.Stream old = before.online(FakeTransport.timeline("dev", 0, 0));
    before.client.leaveRoom("dev");
    before.time.run();
    assertTrue(old.take().hasLeaveRoom());
    SavedSession saved = SavedSession.fromBytes(before.snapshot().toBytes());

    Story after = new Story(ClientOptions.builder(), saved, 2);
    after.client.start();
    FakeTransport.Stream stream = after.transport.stream();
    stream.ready();
    stream.refuse(stream.take(), Story.error(ErrorReason.ERROR_REASON_NOT_A_MEMBER));

    assertEquals(List.of("ready", "left dev"), after.listener.log);
  }

  @Test
  void aRoomMayHaveBeenLeftAfterTheSnapshot() {
    Story before = new Story();
    FakeTransport.Stream old = before.online(FakeTransport.timeline("dev", 0, 0));
    old.lose();
    before.client.leaveRoom("dev");
    SavedSession saved = before.snapshot();
    assertFalse(saved.roomCommands().get(0).wasTransmitted());
    FakeTransport.Stream next = before.nextStream();
    next.ready(FakeTransport.timeline("dev", 0, 0));
    assertTrue(next.take().hasLeaveRoom());

    Story after = new Story(ClientOptions.builder(), saved, 2);
    after.client.start();
    FakeTransport.Stream stream = after.transport.stream();
    stream.ready();
    stream.refuse(stream.take(), Story.error(ErrorReason.ERROR_REASON_NOT_A_MEMBER));

    assertEquals(List.of("ready", "left dev"), after.listener.log);
  }

  @Test
  void aMessageMayHaveBeenPostedAfterTheSnapshot() {
    Story before = new Story();
    before.online().lose();
    before.say("hello");
    SavedSession saved = before.snapshot();
    assertFalse(saved.messages().get(0).wasTransmitted());
    FakeTransport.Stream next = before.nextStream();
    next.ready();
    assertTrue(next.take().hasSendMessage());

    Story after = new Story(ClientOptions.builder(), saved, 2);
    after.client.start();
    after.transport.stream().end(Story.refusal(ErrorReason.ERROR_REASON_SESSION_EXPIRED));

    PendingMessage message = after.client.restoredMessages().get(0);
    assertEquals(PendingMessage.Status.OUTCOME_UNKNOWN, message.status());
  }

  /** The server may already know the id of the message, so the current limits do not matter. */
  @Test
  void aMessageThatMayHaveBeenPostedIsRepeatedRegardlessOfLimits() {
    SavedSession saved =
        SavedSession.builder()
            .identity("t1", "u1")
            .name("ana")
            .addMessage("m1", Target.room("lobby"), "12345678901", false)
            .build();
    Story story = new Story(ClientOptions.builder(), saved);
    story.client.start();
    FakeTransport.Stream stream = story.transport.stream();

    stream.ready();

    assertEquals(List.of("12345678901"), stream.texts());
    assertEquals(PendingMessage.Status.PENDING, story.client.restoredMessages().get(0).status());
  }

  /** A message that is too large would break every stream on which it is sent. */
  @Test
  void aMessageThatMayHaveBeenPostedIsGivenUpIfTooLargeForTheTransport() {
    SavedSession saved =
        SavedSession.builder()
            .identity("t1", "u1")
            .name("ana")
            .addMessage("m1", Target.room("lobby"), "x".repeat(200_000), false)
            .build();
    Story story = new Story(ClientOptions.builder(), saved);
    story.client.start();
    FakeTransport.Stream stream = story.transport.stream();

    stream.ready();

    assertEquals(List.of(), stream.texts());
    assertEquals(
        PendingMessage.Status.OUTCOME_UNKNOWN, story.client.restoredMessages().get(0).status());
  }

  /**
   * The delay is not saved: the server sends it again, and the refused messages keep their order.
   */
  @Test
  void anotherProcessRepeatsDelayedMessagesBeforeNewOnes() {
    Story before = new Story();
    FakeTransport.Stream old = before.online();
    PendingMessage one = before.say("one");
    before.say("two");
    old.refuse(
        old.take(),
        Story.error(ErrorReason.ERROR_REASON_RATE_LIMITED).setRetryDelay(Story.seconds(30)));
    SavedSession saved = SavedSession.fromBytes(before.snapshot().toBytes());

    Story after = new Story(ClientOptions.builder(), saved, 2);
    after.client.start();
    after.say("three");
    FakeTransport.Stream stream = after.transport.stream();
    stream.ready();
    assertEquals(List.of("one", "two", "three"), stream.texts());
    while (stream.commandsWaiting() > 0) {
      stream.refuse(
          stream.take(),
          Story.error(ErrorReason.ERROR_REASON_RATE_LIMITED).setRetryDelay(Story.seconds(20)));
    }
    after.say("four");
    after.time.advance(Duration.ofSeconds(19));
    assertEquals(0, stream.commandsWaiting());

    after.time.advance(Duration.ofSeconds(5));

    assertEquals(List.of("one", "two", "three", "four"), stream.texts());
    assertEquals(one.toRequest(), stream.take().getSendMessage());
  }

  @Test
  void damageIsDetected() {
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

  private static void requireSame(SavedSession expected, SavedSession actual) {
    assertArrayEquals(expected.toBytes(), actual.toBytes());
    assertEquals(expected.token(), actual.token());
    assertEquals(expected.userId(), actual.userId());
    assertEquals(expected.name(), actual.name());
    assertEquals(expected.joinRequestId(), actual.joinRequestId());
    assertEquals(expected.lastStreamNumber(), actual.lastStreamNumber());
    assertEquals(expected.isLeaving(), actual.isLeaving());
    for (int i = 0; i < expected.cursors().size(); i++) {
      assertEquals(expected.cursors().get(i).room(), actual.cursors().get(i).room());
      assertEquals(expected.cursors().get(i).epoch(), actual.cursors().get(i).epoch());
      assertEquals(
          expected.cursors().get(i).afterSequence(), actual.cursors().get(i).afterSequence());
    }
    for (int i = 0; i < expected.messages().size(); i++) {
      SavedSession.SavedMessage message = actual.messages().get(i);
      assertEquals(expected.messages().get(i).clientMessageId(), message.clientMessageId());
      assertEquals(expected.messages().get(i).target(), message.target());
      assertEquals(expected.messages().get(i).text(), message.text());
      assertEquals(expected.messages().get(i).wasTransmitted(), message.wasTransmitted());
    }
    for (int i = 0; i < expected.roomCommands().size(); i++) {
      SavedSession.SavedRoomCommand command = actual.roomCommands().get(i);
      assertEquals(expected.roomCommands().get(i).room(), command.room());
      assertEquals(expected.roomCommands().get(i).isEnter(), command.isEnter());
      assertEquals(expected.roomCommands().get(i).wasTransmitted(), command.wasTransmitted());
    }
  }
}
