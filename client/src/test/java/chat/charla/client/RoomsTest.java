package chat.charla.client;

import static chat.charla.client.RoomResults.entered;
import static chat.charla.client.RoomResults.left;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands that enter and leave rooms, and messages that wait for them. */
class RoomsTest {
  @Test
  void eventsOfAnEnteredRoomAreDelivered() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    story.client.enterRoom("Dev");
    story.time.run();

    stream.result(stream.take(), entered("dev", 7));
    stream.messages("dev", 8);

    assertTrue(story.listener.log.contains("entered dev"));
    assertEquals(List.of("dev8"), story.listener.delivered());
    assertEquals(8, story.snapshot().cursors().get(1).afterSequence());
  }

  @Test
  void eventsMayArriveBeforeTheResult() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    story.client.enterRoom("dev");
    story.time.run();

    stream.messages("dev", 8);
    stream.result(stream.take(), entered("dev", 7));
    stream.messages("dev", 9);

    assertEquals(List.of("dev8", "dev9"), story.listener.delivered());
    assertEquals("e1", story.snapshot().cursors().get(1).epoch());
    story.assertNoViolations();
  }

  @Test
  void enteringIsRepeatedBeforeMessagesToTheRoom() {
    Story story = new Story();
    FakeTransport.Stream first = story.online();
    story.client.enterRoom("dev");
    story.client.send(Target.room("dev"), "hello");
    story.time.run();
    first.lose();

    FakeTransport.Stream second = story.nextStream();
    second.ready();

    ConverseRequest enter = second.take();
    assertTrue(enter.hasEnterRoom());
    assertEquals(0, second.commandsWaiting(), "the message waits for the result of entering");
    second.result(enter, entered("dev", 7));
    assertTrue(second.take().hasSendMessage());
  }

  @Test
  void messagesWaitUntilTheRoomIsEntered() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    story.client.enterRoom("dev");
    story.client.send(Target.room("Dev"), "hello");
    story.time.run();
    stream.refuse(
        stream.take(),
        Story.error(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE).setRetryDelay(Story.seconds(3)));
    assertEquals(0, stream.commandsWaiting());

    story.time.advance(Duration.ofSeconds(4));

    ConverseRequest again = stream.take();
    assertTrue(again.hasEnterRoom());
    assertEquals(0, stream.commandsWaiting());
    stream.result(again, entered("dev", 7));
    assertEquals(List.of("hello"), stream.texts());
  }

  @Test
  void aRateLimitedRoomCommandIsRepeated() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    story.client.enterRoom("dev");
    story.time.run();
    ConverseRequest first = stream.take();
    stream.refuse(
        first, Story.error(ErrorReason.ERROR_REASON_RATE_LIMITED).setRetryDelay(Story.seconds(5)));
    story.time.advance(Duration.ofMillis(4_999));
    assertEquals(0, stream.commandsWaiting());

    story.time.advance(Duration.ofSeconds(1));

    ConverseRequest again = stream.take();
    assertEquals(first.getEnterRoom(), again.getEnterRoom());
    stream.result(again, entered("dev", 7));
    assertTrue(story.listener.log.contains("entered dev"));
  }

  @Test
  void aRoomCommandWithALongDelayIsRefused() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    story.client.enterRoom("dev");
    story.say("one");
    stream.refuse(
        stream.take(),
        Story.error(ErrorReason.ERROR_REASON_RATE_LIMITED).setRetryDelay(Story.seconds(1_800)));

    assertTrue(
        story.listener.log.contains("refused dev ERROR_REASON_RATE_LIMITED"),
        () -> story.listener.log.toString());
    assertEquals(List.of("one"), stream.texts());
  }

  /** Without a common limit, each rate-limited command could delay messages for 10 s. */
  @Test
  void roomCommandsDelayMessagesForTenSecondsInAll() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    for (int room = 1; room <= 3; room++) {
      story.client.enterRoom("room" + room);
    }
    story.say("one");
    stream.result(stream.take(), entered("room1", 7));
    refuseByRate(stream, 6);
    refuseByRate(stream, 6);
    stream.sent(stream.take(), 1);
    story.say("two");
    story.time.advance(Duration.ofSeconds(5));
    story.client.enterRoom("room4");
    story.say("three");
    assertEquals(0, stream.commandsWaiting());

    story.time.advance(Duration.ofSeconds(2));

    stream.result(stream.take(), entered("room2", 7));
    refuseByRate(stream, 6);
    assertTrue(
        story.listener.log.contains("refused room3 ERROR_REASON_RATE_LIMITED"),
        () -> story.listener.log.toString());
    ConverseRequest two = stream.take();
    assertEquals("two", two.getSendMessage().getText());
    stream.sent(two, 2);
    refuseByRate(stream, 6);
    stream.sent(stream.take(), 3);
    assertEquals(0, stream.commandsWaiting());

    story.time.advance(Duration.ofSeconds(7));

    assertEquals(
        "room4", stream.take().getEnterRoom().getRoom(), "the 10 s for room4 have not passed");
  }

  @Test
  void leavingARoomWaitsForEarlierMessages() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("straße", 5, 5));
    PendingMessage last = story.client.send(Target.room("straße"), "bye");
    story.client.leaveRoom("STRASSE");
    story.time.run();
    ConverseRequest first = stream.take();
    assertEquals(0, stream.commandsWaiting(), "leaving waits for the result of the message");
    stream.refuse(
        first, Story.error(ErrorReason.ERROR_REASON_RATE_LIMITED).setRetryDelay(Story.seconds(3)));
    assertEquals(0, stream.commandsWaiting());

    story.time.advance(Duration.ofSeconds(4));

    ConverseRequest again = stream.take();
    assertEquals(first.getSendMessage(), again.getSendMessage());
    assertEquals(0, stream.commandsWaiting());
    stream.sent(again, 6);
    assertEquals(PendingMessage.Status.SENT, last.status());
    assertTrue(stream.take().hasLeaveRoom());
  }

  @Test
  void leavingARoomAlsoWaitsOnTheNextStream() {
    Story story = new Story();
    FakeTransport.Stream first = story.online(FakeTransport.timeline("dev", 5, 5));
    story.client.send(Target.room("dev"), "one");
    story.client.send(Target.room("dev"), "two");
    story.client.leaveRoom("dev");
    story.time.run();
    first.lose();

    FakeTransport.Stream second = story.nextStream();
    second.ready(FakeTransport.timeline("dev", 5, 5));

    assertEquals(List.of("one", "two"), second.texts());
    second.sent(second.take(), 6);
    assertEquals(List.of("two"), second.texts());
    second.refuse(second.take(), Story.error(ErrorReason.ERROR_REASON_MESSAGE_TOO_LARGE));
    assertTrue(second.take().hasLeaveRoom(), "a final refusal is a result as well");
  }

  @Test
  void leavingARoomDoesNotWaitForMessagesToOtherTimelines() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("dev", 5, 5));
    story.client.send(Target.room("lobby"), "one");
    story.client.send(Target.userName("dev"), "two");
    story.client.leaveRoom("dev");
    story.time.run();

    assertEquals(3, stream.commandsWaiting());
  }

  @Test
  void messagesBetweenEnteringAndLeavingOfflineAreSent() {
    Story story = new Story();
    FakeTransport.Stream first = story.online();
    first.lose();
    story.client.enterRoom("dev");
    story.client.send(Target.room("dev"), "hello");
    story.client.leaveRoom("dev");

    Story next = new Story(ClientOptions.builder(), story.snapshot(), 2);
    next.client.start();
    FakeTransport.Stream second = next.transport.stream();
    second.ready();

    second.result(second.take(), entered("dev", 7));
    ConverseRequest message = second.take();
    assertEquals("hello", message.getSendMessage().getText());
    assertEquals(0, second.commandsWaiting());
    second.sent(message, 8);
    second.result(second.take(), left("dev", 8));
    assertTrue(next.listener.log.contains("left dev"), () -> next.listener.log.toString());
    assertEquals(0, second.commandsWaiting());
  }

  @Test
  void aNewIdentityDoesNotEnterARoomThatThePreviousOneWasToldToLeave() {
    Story story = new Story();
    FakeTransport.Stream first = story.online();
    story.client.enterRoom("dev");
    story.client.send(Target.room("dev"), "hello");
    story.client.leaveRoom("dev");
    story.client.enterRoom("garden");
    story.time.run();
    first.end(Story.refusal(ErrorReason.ERROR_REASON_SESSION_EXPIRED));

    story.transport.join().succeed(FakeTransport.joined("t2"));
    FakeTransport.Stream second = story.transport.stream();
    second.ready();

    assertEquals("garden", second.take().getEnterRoom().getRoom());
    assertEquals(0, second.commandsWaiting());
  }

  @Test
  void onlyTheNewestRoomCommandIsRepeated() {
    Story story = new Story();
    FakeTransport.Stream first = story.online();
    story.client.enterRoom("dev");
    story.client.leaveRoom("DEV");
    story.time.run();
    assertEquals(1, first.commandsWaiting(), "the second command waits for the first");
    first.lose();

    FakeTransport.Stream second = story.nextStream();
    second.ready();

    ConverseRequest only = second.take();
    assertTrue(only.hasLeaveRoom());
    assertEquals(0, second.commandsWaiting());
    second.refuse(only, Story.error(ErrorReason.ERROR_REASON_NOT_A_MEMBER));
    assertTrue(story.listener.log.contains("left DEV"), () -> story.listener.log.toString());
  }

  @Test
  void aRefusalIsReported() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    story.client.leaveRoom("dev");
    story.client.enterRoom("x".repeat(5000));
    story.time.run();

    stream.refuse(stream.take(), Story.error(ErrorReason.ERROR_REASON_NOT_A_MEMBER));

    assertTrue(story.listener.log.contains("refused dev ERROR_REASON_NOT_A_MEMBER"));
    assertTrue(
        story.listener.log.contains(
            "refused " + "x".repeat(5000) + " ERROR_REASON_ROOM_NAME_INVALID"));
    assertEquals(0, stream.commandsWaiting());
  }

  @Test
  void aSecondRoomCommandWaitsForTheFirstAndDelaysLaterMessages() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("dev", 5, 5));
    story.client.leaveRoom("dev");
    story.client.enterRoom("dev");
    story.client.send(Target.room("dev"), "hello");
    story.time.run();
    ConverseRequest leave = stream.take();
    assertEquals(0, stream.commandsWaiting());

    stream.result(leave, left("dev", 5));

    ConverseRequest enter = stream.take();
    assertTrue(enter.hasEnterRoom());
    assertEquals(0, stream.commandsWaiting());
    stream.result(enter, entered("dev", 5));
    assertTrue(stream.take().hasSendMessage());
  }

  private static void refuseByRate(FakeTransport.Stream stream, int seconds) {
    stream.refuse(
        stream.take(),
        Story.error(ErrorReason.ERROR_REASON_RATE_LIMITED).setRetryDelay(Story.seconds(seconds)));
  }
}
