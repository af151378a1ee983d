package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Cursor;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.MembershipChanged;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

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

  /** Without a common limit, each rate-limited command could hold up messages for 10 s. */
  @Test
  void roomCommandsHoldUpMessagesForTenSecondsInAll() {
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
  void leavingARoomByACallIsNotTheAnswerToACommand() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("dev", 5, 5));
    story.client.enterRoom("garden");
    story.time.run();
    ConverseRequest entering = stream.take();

    stream.result(ConverseRequest.getDefaultInstance(), left("dev", 5));
    stream.result(entering, entered("garden", 0, "e"));

    List<String> log = story.listener.log;
    assertEquals(
        List.of("left elsewhere dev", "entered garden"), log.subList(log.size() - 2, log.size()));
  }

  @Test
  void aRoomThatAnotherSessionEntersIsDeliveredAndResumed() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 3, 3));

    stream.changed(
        MembershipChanged.newBuilder().setRoomEntered(entered("dev", 7).getRoomEntered()));
    stream.messages("dev", 8);
    stream.lose();

    assertEquals(List.of("dev8"), story.listener.delivered());
    assertTrue(story.listener.log.contains("entered elsewhere dev"));
    assertEquals(
        List.of("", "lobby", "dev"),
        story.nextStream().open.getCursorsList().stream().map(Cursor::getRoom).toList());
    story.assertNoViolations();
  }

  @Test
  void aRoomThatAnotherSessionLeavesIsDeliveredUpToTheEndOfTheMembership() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("dev", 5, 5));

    stream.changed(MembershipChanged.newBuilder().setRoomLeft(left("dev", 7).getRoomLeft()));
    stream.messages("dev", 6, 7);
    stream.lose();

    assertEquals(List.of("dev6", "dev7"), story.listener.delivered());
    assertTrue(story.listener.log.contains("left elsewhere dev"));
    assertEquals(1, story.nextStream().open.getCursorsCount(), "only the inbox has a cursor");
    story.assertNoViolations();
  }

  @Test
  void aChangeElsewhereIsNotTheAnswerToACommand() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    story.client.enterRoom("dev");
    story.client.send(Target.room("dev"), "hello");
    story.time.run();
    ConverseRequest entering = stream.take();

    stream.changed(
        MembershipChanged.newBuilder().setRoomEntered(entered("dev", 7).getRoomEntered()));
    assertEquals(0, stream.commandsWaiting(), "the message waits for the client's own command");
    stream.messages("dev", 8);
    CommandResult.Builder again = entered("dev", 7);
    again.getRoomEnteredBuilder().setAlreadyMember(true);
    stream.result(entering, again);

    assertTrue(stream.take().hasSendMessage());
    assertEquals(List.of("dev8"), story.listener.delivered());
    story.assertNoViolations();
  }

  @Test
  void aChangeOfAnUnknownKindIsIgnored() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("dev", 5, 5));

    stream.changed(MembershipChanged.newBuilder());
    stream.messages("dev", 6);

    assertEquals(List.of("dev6"), story.listener.delivered());
    story.assertNoViolations();
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
  void theLastEventsOfARoomMayArriveAfterItIsLeft() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("dev", 5, 5));
    story.client.leaveRoom("dev");
    story.time.run();

    stream.result(stream.take(), left("dev", 6));
    assertEquals(2, story.snapshot().cursors().size());
    stream.messages("dev", 6);

    assertEquals(List.of("dev6"), story.listener.delivered());
    assertEquals(1, story.snapshot().cursors().size());
  }

  @Test
  void aRoomCanBeEnteredAgainBeforeItsLastEventsHaveCome() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("dev", 5, 5));
    story.client.leaveRoom("dev");
    story.time.run();
    stream.result(stream.take(), left("dev", 6));
    story.client.enterRoom("dev");
    story.time.run();
    stream.result(stream.take(), entered("dev", 9));

    stream.messages("dev", 6, 10, 11);

    assertEquals(List.of("dev6", "dev10", "dev11"), story.listener.delivered());
    story.assertNoViolations();
  }

  @Test
  void aSecondRoomCommandWaitsForTheFirstAndHoldsUpLaterMessages() {
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

  @Test
  void ifTheResultOfLeavingIsMissingTheMembershipEndsWhereTheNextOneBegins() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("dev", 5, 5));
    story.client.enterRoom("dev");
    story.time.run();

    stream.result(stream.take(), entered("dev", 9));
    stream.messages("dev", 6, 10, 11);

    assertEquals(List.of("dev6", "dev10", "dev11"), story.listener.delivered());
    story.assertNoViolations();
  }

  /** On the previous stream the room had another epoch, so the client waits for the Gap. */
  @Test
  void aResetAfterLeavingAllowsEventsUpToTheEndOfTheMembership() {
    Story story = new Story();
    FakeTransport.Stream stream = leavingAResetRoom(story);

    stream.result(stream.take(), left("dev", 2));
    assertEquals(2, story.snapshot().cursors().size());
    stream.frame(reset("dev", 0));
    stream.messages("dev", 1, 2);

    assertEquals(List.of("dev1", "dev2"), story.listener.delivered());
    assertEquals(1, story.snapshot().cursors().size());
    story.assertNoViolations();
  }

  @Test
  void aResetToTheEndOfTheMembershipRemovesTheCursor() {
    Story story = new Story();
    FakeTransport.Stream stream = leavingAResetRoom(story);

    stream.result(stream.take(), left("dev", 2));
    stream.frame(reset("dev", 2));
    assertEquals(1, story.listener.gaps.size());
    stream.frame(reset("dev", 2));

    assertEquals(1, story.listener.gaps.size(), "there is no cursor to reset");
    assertEquals(1, story.snapshot().cursors().size());
    story.assertNoViolations();
  }

  @Test
  void aResetOfAnEndedMembershipDoesNotAffectTheNextMembership() {
    Story story = new Story();
    FakeTransport.Stream stream = leavingAResetRoom(story);
    stream.result(stream.take(), left("dev", 2));
    story.client.enterRoom("dev");
    story.time.run();
    stream.result(stream.take(), entered("dev", 4, "e2"));

    stream.frame(reset("dev", 1));
    stream.messages("dev", 2, 5);

    assertEquals(List.of("dev2", "dev5"), story.listener.delivered());
    story.assertNoViolations();
  }

  /** The cursor has the same sequence, 9, but the old epoch. */
  @Test
  void aMembershipInANewEpochIsNewEvenIfItBeginsAtTheSequenceOfTheCursor() {
    Story story = new Story();
    story.online(FakeTransport.timeline("dev", 9, 9)).lose();
    FakeTransport.Stream stream = story.nextStream();
    stream.ready(FakeTransport.timeline("dev", 2, 0).toBuilder().setEpoch("e2").build());
    story.client.enterRoom("dev");
    story.time.run();
    stream.result(stream.take(), entered("dev", 9, "e2"));

    stream.frame(reset("dev", 1));
    stream.messages("dev", 2, 10);

    assertEquals(List.of("dev2", "dev10"), story.listener.delivered());
    story.assertNoViolations();
  }

  /** The server may remove a room without members, and create it again in another epoch. */
  @Test
  void aRoomThatWasCreatedAgainBeginsWithTheNewMembership() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("dev", 5, 5));
    story.client.leaveRoom("dev");
    story.client.enterRoom("dev");
    story.time.run();
    stream.result(stream.take(), left("dev", 7));
    stream.result(stream.take(), entered("dev", 0, "e2"));

    stream.messages("dev", 1, 2);

    assertEquals(List.of("dev1", "dev2"), story.listener.delivered());
    story.assertNoViolations();
  }

  /** Opens a stream on which the room dev has a new epoch, and asks to leave that room. */
  private static FakeTransport.Stream leavingAResetRoom(Story story) {
    story.online(FakeTransport.timeline("dev", 9, 9)).lose();
    FakeTransport.Stream stream = story.nextStream();
    stream.ready(FakeTransport.timeline("dev", 2, 0).toBuilder().setEpoch("e2").build());
    story.client.leaveRoom("dev");
    story.time.run();
    return stream;
  }

  private static ConverseResponse.Builder reset(String room, long position) {
    return ConverseResponse.newBuilder()
        .setGap(
            Gap.newBuilder()
                .setRoom(room)
                .setReason(GapReason.GAP_REASON_RESET)
                .setEpoch("e2")
                .setLastMissingSequence(position));
  }

  private static CommandResult.Builder entered(String room, long resumeAfter) {
    return entered(room, resumeAfter, FakeTransport.timeline(room, 0, 0).getEpoch());
  }

  private static CommandResult.Builder entered(String room, long resumeAfter, String epoch) {
    return CommandResult.newBuilder()
        .setRoomEntered(
            RoomEntered.newBuilder()
                .setTimeline(
                    FakeTransport.timeline(room, resumeAfter, resumeAfter).toBuilder()
                        .setEpoch(epoch)));
  }

  private static void refuseByRate(FakeTransport.Stream stream, int seconds) {
    stream.refuse(
        stream.take(),
        Story.error(ErrorReason.ERROR_REASON_RATE_LIMITED).setRetryDelay(Story.seconds(seconds)));
  }

  private static CommandResult.Builder left(String room, long lastSequence) {
    return CommandResult.newBuilder()
        .setRoomLeft(RoomLeft.newBuilder().setRoom(room).setLastSequence(lastSequence));
  }
}
