package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SendingTest {
  @Test
  void aMessageIsPendingUntilItsResult() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();

    PendingMessage message = story.say("hello");
    ConverseRequest command = stream.take();

    assertEquals(message.clientMessageId(), command.getSendMessage().getClientMessageId());
    assertEquals("lobby", command.getSendMessage().getRoom());
    assertEquals("hello", command.getSendMessage().getText());
    assertEquals(PendingMessage.Status.PENDING, message.status());
    stream.sent(command, 4);
    assertEquals(PendingMessage.Status.SENT, message.status());
    assertTrue(message.response() != null && message.response().getSequence() == 4);
    assertEquals(List.of(message), story.listener.settled);
  }

  @Test
  void messagesWithoutAResultAreSentAgainInOrderWithTheirIds() {
    Story story = new Story();
    FakeTransport.Stream first = story.online();
    PendingMessage one = story.say("one");
    PendingMessage two = story.say("two");
    PendingMessage three = story.say("three");
    first.take();
    first.sent(first.take(), 1);
    assertEquals(PendingMessage.Status.SENT, two.status());
    first.lose();
    PendingMessage four = story.say("four");

    FakeTransport.Stream second = story.nextStream();
    assertEquals(0, second.commandsWaiting(), "nothing is sent before Ready");
    second.ready();

    List<String> ids = new ArrayList<>();
    while (second.commandsWaiting() > 0) {
      ids.add(second.take().getSendMessage().getClientMessageId());
    }
    assertEquals(
        List.of(one.clientMessageId(), three.clientMessageId(), four.clientMessageId()), ids);
  }

  @Test
  void aResultThatArrivesAfterTheEndOfItsStreamIsIgnored() {
    Story story = new Story();
    FakeTransport.Stream first = story.online();
    PendingMessage message = story.say("hello");
    ConverseRequest command = first.take();
    first.lose();

    first.sent(command, 1);

    assertEquals(PendingMessage.Status.PENDING, message.status());
  }

  @Test
  void aMessageThatMakesTheServerFailIsGivenUpAndTheOthersAreSent() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    PendingMessage before = story.say("before");
    PendingMessage failing = story.say("failing");
    PendingMessage after = story.say("after");
    List<String> failedOn = new ArrayList<>();

    // The server fails when it reads the message "failing", before it answers earlier commands.
    for (int streams = 0; streams < 10 && after.status() == PendingMessage.Status.PENDING; ) {
      ConverseRequest command = stream.take();
      if (command.getSendMessage().getText().equals("failing") || stream.commandsWaiting() > 0) {
        failedOn.add(command.getSendMessage().getText());
        stream.end(Story.refusal(ErrorReason.ERROR_REASON_INTERNAL));
        streams++;
        stream = story.nextStream();
        stream.ready();
      } else {
        stream.sent(command, 1);
      }
    }

    assertEquals(PendingMessage.Status.SENT, before.status());
    assertEquals(PendingMessage.Status.OUTCOME_UNKNOWN, failing.status());
    assertEquals(PendingMessage.Status.SENT, after.status());
    assertEquals(List.of("before", "failing", "failing", "failing"), failedOn);
  }

  @Test
  void aRefusalEndsAMessage() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    PendingMessage message = story.say("hello");

    stream.refuse(stream.take(), Story.error(ErrorReason.ERROR_REASON_NOT_A_MEMBER));

    assertRefused(message, Refusal.Kind.BY_SERVER, ErrorReason.ERROR_REASON_NOT_A_MEMBER);
    story.assertState(ConnectionState.Kind.ONLINE);
  }

  @Test
  void aRefusalForAnUnknownReasonIsHandledByItsCode() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    PendingMessage wrong = story.say("wrong");
    stream.refuse(
        stream.take(),
        Error.newBuilder().setReasonValue(4711).setCode(Status.Code.FAILED_PRECONDITION.value()));
    PendingMessage early = story.say("early");
    stream.refuse(
        stream.take(),
        Error.newBuilder()
            .setReasonValue(4712)
            .setCode(Status.Code.UNAVAILABLE.value())
            .setRetryDelay(Story.seconds(1)));

    story.time.advance(Duration.ofSeconds(2));

    assertRefused(wrong, Refusal.Kind.BY_SERVER, ErrorReason.UNRECOGNIZED);
    assertEquals(PendingMessage.Status.PENDING, early.status());
    assertEquals("early", stream.take().getSendMessage().getText());
  }

  @Test
  void aFailureInsideTheServerLeavesTheOutcomeUnknown() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    PendingMessage message = story.say("hello");

    stream.refuse(stream.take(), Story.error(ErrorReason.ERROR_REASON_INTERNAL));

    assertEquals(PendingMessage.Status.OUTCOME_UNKNOWN, message.status());
  }

  @Test
  void aResultOfAnUnknownKindMeansSent() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    PendingMessage message = story.say("hello");

    stream.result(stream.take(), CommandResult.newBuilder());

    assertEquals(PendingMessage.Status.SENT, message.status());
  }

  @Test
  void unavailableStorageIsRetriedInOrder() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    PendingMessage one = story.say("one");
    ConverseRequest first = stream.take();
    stream.refuse(
        first,
        Story.error(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE).setRetryDelay(Story.seconds(3)));
    story.say("two");
    story.time.advance(Duration.ofMillis(2_999));
    assertEquals(0, stream.commandsWaiting());

    story.time.advance(Duration.ofMillis(251));

    assertEquals(List.of("one", "two"), stream.texts());
    ConverseRequest repeated = stream.take();
    assertEquals(first.getSendMessage(), repeated.getSendMessage());
    assertNotEquals(first.getRequestId(), repeated.getRequestId());
    stream.sent(repeated, 1);
    assertEquals(PendingMessage.Status.SENT, one.status());
  }

  @Test
  void rateLimitedMessagesAreRepeatedInOrderWithTheirIds() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    PendingMessage one = story.say("one");
    story.say("two");
    ConverseRequest first = stream.take();
    Error.Builder error =
        Story.error(ErrorReason.ERROR_REASON_RATE_LIMITED).setRetryDelay(Story.seconds(3));
    stream.refuse(first, error);
    stream.refuse(stream.take(), error);
    story.time.advance(Duration.ofMillis(2_999));
    assertEquals(0, stream.commandsWaiting());
    assertEquals(PendingMessage.Status.PENDING, one.status());

    story.time.advance(Duration.ofMillis(501));

    assertEquals(List.of("one", "two"), stream.texts());
    assertEquals(first.getSendMessage(), stream.take().getSendMessage());
  }

  @Test
  void theDelayIsKeptWhenTheStreamIsLost() {
    Story story = new Story();
    FakeTransport.Stream first = story.online();
    story.say("one");
    story.say("two");
    ConverseRequest one = first.take();
    first.refuse(
        one, Story.error(ErrorReason.ERROR_REASON_RATE_LIMITED).setRetryDelay(Story.seconds(30)));
    first.lose();
    FakeTransport.Stream second = story.nextStream();
    second.ready();
    story.say("three");
    story.time.advance(Duration.ofSeconds(25));
    assertEquals(0, second.commandsWaiting());

    story.time.advance(Duration.ofSeconds(6));

    assertEquals(List.of("one", "two", "three"), second.texts());
    assertEquals(one.getSendMessage(), second.take().getSendMessage());
  }

  @Test
  void aDelayThatHasPassedDoesNotDelayLaterStreams() {
    Story story = new Story();
    FakeTransport.Stream first = story.online();
    story.say("one");
    first.refuse(
        first.take(),
        Story.error(ErrorReason.ERROR_REASON_RATE_LIMITED).setRetryDelay(Story.seconds(1)));
    first.lose();
    story.time.advance(Duration.ofSeconds(5));

    FakeTransport.Stream second = story.transport.stream();
    second.ready();

    assertEquals(List.of("one"), second.texts());
  }

  @Test
  void aStoppedClientDoesNotWaitForADelay() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    story.say("one");
    stream.refuse(
        stream.take(),
        Story.error(ErrorReason.ERROR_REASON_RATE_LIMITED).setRetryDelay(Story.seconds(30)));

    story.client.close();

    story.assertStopped(StopReason.CLOSED);
  }

  @Test
  void afterARefusalNothingIsSentUntilAllMessagesInFlightAreAnswered() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    Error.Builder wait =
        Story.error(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE).setRetryDelay(Story.seconds(1));
    story.say("one");
    story.say("two");
    story.say("three");
    ConverseRequest one = stream.take();
    ConverseRequest two = stream.take();
    ConverseRequest three = stream.take();
    stream.refuse(one, wait);
    story.time.advance(Duration.ofSeconds(60));
    story.say("four");
    assertEquals(0, stream.commandsWaiting(), "two and three have no answer yet");

    stream.refuse(two, wait);
    story.time.advance(Duration.ofSeconds(60));
    assertEquals(0, stream.commandsWaiting(), "three has no answer yet");
    stream.sent(three, 1);

    assertEquals(List.of("one", "two", "four"), stream.texts());
  }

  @Test
  void messagesThatAreRefusedAgainKeepTheirOrder() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    Error.Builder wait =
        Story.error(ErrorReason.ERROR_REASON_RATE_LIMITED).setRetryDelay(Story.seconds(1));
    story.say("one");
    story.say("two");
    stream.refuse(stream.take(), wait);
    stream.refuse(stream.take(), wait);
    story.time.advance(Duration.ofSeconds(60));
    story.say("three");
    for (int i = 0; i < 3; i++) {
      stream.refuse(stream.take(), wait);
    }

    story.time.advance(Duration.ofSeconds(60));

    assertEquals(List.of("one", "two", "three"), stream.texts());
  }

  @Test
  void theLongestDelayOfSeveralRefusalsIsKept() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    Error.Builder error = Story.error(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    story.say("one");
    story.say("two");
    story.say("three");
    stream.refuse(stream.take(), error.setRetryDelay(Story.seconds(1)));
    story.time.advance(Duration.ofMillis(500));
    stream.refuse(stream.take(), error.setRetryDelay(Story.seconds(3)));
    stream.refuse(stream.take(), error.setRetryDelay(Story.seconds(1)));
    story.time.advance(Duration.ofMillis(2_999));
    assertEquals(0, stream.commandsWaiting());

    story.time.advance(Duration.ofMillis(1_001));

    assertEquals(List.of("one", "two", "three"), stream.texts());
  }

  @Test
  void noMoreCommandsAreUnansweredThanTheServerAllows() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    for (int number = 1; number <= 9; number++) {
      story.say("m" + number);
    }
    assertEquals(List.of("m1", "m2", "m3", "m4"), stream.texts());

    stream.sent(stream.take(), 1);

    assertEquals(List.of("m2", "m3", "m4", "m5"), stream.texts());
  }

  @Test
  void oversizedAndBlankTextsAreRefusedByTheClient() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();

    assertRefused(
        story.say("12345678901"),
        Refusal.Kind.BY_LIMITS,
        ErrorReason.ERROR_REASON_MESSAGE_TOO_LARGE);
    assertRefused(
        story.say("ññññññññññ€"),
        Refusal.Kind.BY_LIMITS,
        ErrorReason.ERROR_REASON_MESSAGE_TOO_LARGE);
    assertRefused(
        story.say("€€€€€€€"), Refusal.Kind.BY_LIMITS, ErrorReason.ERROR_REASON_MESSAGE_TOO_LARGE);
    assertRefused(
        story.say(" \t\n"), Refusal.Kind.BY_LIMITS, ErrorReason.ERROR_REASON_MESSAGE_EMPTY);
    assertRefused(
        story.say("\u00a0\u0085"), Refusal.Kind.BY_LIMITS, ErrorReason.ERROR_REASON_MESSAGE_EMPTY);
    assertRefused(
        story.say("half \ud83d"),
        Refusal.Kind.BY_LIMITS,
        ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    assertEquals(0, stream.commandsWaiting());
    story.say("€€€€€€12");
    story.say("1234567890");
    story.say("\u001c\u001f");
    assertEquals(3, stream.commandsWaiting());
  }

  @Test
  void anOversizedTextFromBeforeTheLimitsWereKnownIsNeverSent() {
    Story story = new Story();
    PendingMessage large = story.say("12345678901");
    PendingMessage small = story.say("small");
    assertEquals(PendingMessage.Status.PENDING, large.status());

    FakeTransport.Stream stream = story.online();

    assertEquals(List.of(small.text()), stream.texts());
    assertRefused(large, Refusal.Kind.BY_LIMITS, ErrorReason.ERROR_REASON_MESSAGE_TOO_LARGE);
  }

  @Test
  void tooManyPendingMessagesAreRefused() {
    Story story = new Story(ClientOptions.builder().name("ana").maxPendingMessages(2), null);
    story.say("one");
    story.say("two");

    PendingMessage three = story.say("three");

    assertRefused(three, Refusal.Kind.TOO_MANY_PENDING, ErrorReason.ERROR_REASON_UNSPECIFIED);
  }

  @Test
  void aMessageRefusedBecauseTheNameIsLostWaitsForTheNextStream() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    PendingMessage message = story.say("hello");

    stream.refuse(stream.take(), Story.error(ErrorReason.ERROR_REASON_NAME_LOST));

    assertEquals(PendingMessage.Status.PENDING, message.status());
    story.transport.join().succeed(FakeTransport.joined("t1"));
    FakeTransport.Stream next = story.transport.stream();
    next.ready();
    assertEquals(List.of("hello"), next.texts());
  }

  @Test
  void aStoppedClientRefusesAtOnce() {
    Story story = new Story();
    story.online();
    story.client.close();

    PendingMessage message = story.say("hello");

    assertRefused(message, Refusal.Kind.NOT_RUNNING, ErrorReason.ERROR_REASON_UNSPECIFIED);
  }

  private static void assertRefused(PendingMessage message, Refusal.Kind kind, ErrorReason reason) {
    assertEquals(PendingMessage.Status.REFUSED, message.status(), message.text());
    Refusal refusal = message.refusal();
    assertTrue(refusal != null && refusal.kind() == kind, () -> "" + refusal);
    assertTrue(refusal != null && refusal.error().getReason() == reason, () -> "" + refusal);
    if (kind == Refusal.Kind.BY_LIMITS) {
      assertEquals(ReasonCodes.codeOf(reason).value(), refusal.error().getCode());
    }
  }
}
