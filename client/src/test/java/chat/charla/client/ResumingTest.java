package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Closing;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Cursor;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.WhoAmIResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResumingTest {
  @Test
  void aLostStreamIsResumedFromTheCursors() {
    Story story = new Story(ClientOptions.builder().name("ana").backlog(5), null);
    FakeTransport.Stream first = story.online(FakeTransport.timeline("lobby", 3, 0));
    first.messages("lobby", 1, 2);
    first.lose();

    FakeTransport.Stream second = story.nextStream();
    second.ready(FakeTransport.timeline("lobby", 3, 2));
    second.messages("lobby", 3);

    assertTrue(second.open.getStreamNumber() > first.open.getStreamNumber());
    assertEquals(0, second.open.getBacklog());
    assertEquals(List.of(cursor("", 0), cursor("lobby", 2)), second.open.getCursorsList());
    assertEquals(List.of("lobby1", "lobby2", "lobby3"), story.listener.delivered());
    story.assertNoViolations();
  }

  @Test
  void aRoomThatIsMissingInReadyIsForgotten() {
    Story story = new Story();
    story.online(FakeTransport.timeline("lobby", 3, 3), FakeTransport.timeline("dev", 7, 7)).lose();
    FakeTransport.Stream second = story.nextStream();
    second.ready(FakeTransport.timeline("lobby", 3, 3));
    second.lose();

    assertEquals(
        List.of(cursor("", 0), cursor("lobby", 3)), story.nextStream().open.getCursorsList());
  }

  @Test
  void aStreamWithoutReadyIsGivenUp() {
    Story story = new Story();
    FakeTransport.Stream silent = story.join();

    story.time.advance(Duration.ofSeconds(20));

    assertTrue(silent.cancelled);
    assertEquals(1, story.transport.connectionsAbandoned);
    story.nextStream();
  }

  @Test
  void openingIsTriedAgainIfTheTransportThrows() {
    Story story = new Story();
    story.online().lose();
    story.transport.failuresToOpen = 2;
    story.awaitRetry();
    story.awaitRetry();

    story.nextStream().ready();

    assertEquals(0, story.transport.failuresToOpen);
  }

  @Test
  void onlyAConnectionThatDoesNotAnswerIsAbandoned() {
    Story story = new Story();
    story.client.start();
    story.transport.join();
    story.time.advance(Duration.ofSeconds(20));
    assertEquals(1, story.transport.connectionsAbandoned);
    story.awaitRetry();
    story.transport.join().fail(Story.refusal(ErrorReason.ERROR_REASON_INTERNAL));
    story.awaitRetry();
    story.transport.join().succeed(FakeTransport.joined("t1"));
    story.transport.stream().lose();
    story.nextStream().ready();
    story.client.whoAmI(ignored());
    story.transport.whoAmI();
    story.time.advance(Duration.ofSeconds(20));
    assertEquals(
        1, story.transport.connectionsAbandoned, "the open stream still uses the connection");

    story.client.leave();
    story.transport.leave();
    story.time.advance(Duration.ofSeconds(20));
    assertEquals(2, story.transport.connectionsAbandoned);
  }

  private static Answer<WhoAmIResponse> ignored() {
    return new Answer<>() {
      @Override
      public void onSuccess(WhoAmIResponse response) {}

      @Override
      public void onFailure(CallFailure failure) {}
    };
  }

  @Test
  void aStreamWithReadyIsNotGivenUp() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();

    story.time.advance(Duration.ofDays(1));

    assertFalse(stream.cancelled);
    story.assertState(ConnectionState.Kind.ONLINE);
  }

  @Test
  void theDelayOfAClosingIsKept() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    stream.closing(
        Closing.newBuilder()
            .setError(Story.error(ErrorReason.ERROR_REASON_SERVER_DRAINING))
            .setAction(Closing.Action.ACTION_RESUME)
            .setReconnectDelay(Story.seconds(7)));

    story.assertState(ConnectionState.Kind.WAITING);
    Duration delay = story.listener.state().delay();
    assertTrue(delay != null && delay.compareTo(Duration.ofSeconds(7)) >= 0, () -> "" + delay);
    assertTrue(delay != null && delay.compareTo(Duration.ofMillis(7_250)) < 0, () -> "" + delay);
    story.time.advance(Duration.ofMillis(6_999));
    story.transport.assertNoCalls();
    story.time.advance(Duration.ofMillis(251));
    story.transport.stream();
  }

  @Test
  void aStreamWithAnIncompleteCommandIsResumed() {
    Story story = new Story();
    FakeTransport.Stream first = story.online();
    PendingMessage message = story.say("hello");
    first.end(Story.refusal(ErrorReason.ERROR_REASON_REQUEST_INCOMPLETE));

    FakeTransport.Stream second = story.nextStream();
    second.ready();

    assertEquals(message.clientMessageId(), second.take().getSendMessage().getClientMessageId());
  }

  @Test
  void reconnectNowEndsAWait() {
    Story story = new Story();
    story.online().end(Story.refusal(ErrorReason.ERROR_REASON_SERVER_DRAINING, Duration.ofDays(1)));
    story.assertState(ConnectionState.Kind.WAITING);

    story.client.reconnectNow();

    story.transport.stream();
    story.assertState(ConnectionState.Kind.CONNECTING);
  }

  @Test
  void reconnectNowReplacesAnAttemptAndKeepsAnOpenStream() {
    Story story = new Story();
    FakeTransport.Stream attempt = story.join();
    story.client.reconnectNow();
    FakeTransport.Stream other = story.transport.stream();
    assertTrue(attempt.cancelled);
    assertEquals(0, story.transport.connectionsAbandoned, "no connection was silent");
    assertEquals(1, story.transport.connectionsRenewed);
    other.ready();
    attempt.end(Story.refusal(ErrorReason.ERROR_REASON_STREAM_SUPERSEDED));

    story.client.reconnectNow();

    story.transport.assertNoCalls();
    story.assertState(ConnectionState.Kind.ONLINE);
  }

  @Test
  void reopenReplacesAStreamThatIsOpen() {
    Story story = new Story();
    FakeTransport.Stream dead = story.online(FakeTransport.timeline("lobby", 3, 0));
    dead.messages("lobby", 1);
    PendingMessage message = story.say("hello");

    story.client.reopen();

    FakeTransport.Stream other = story.transport.stream();
    assertTrue(dead.cancelled);
    assertEquals(0, story.transport.connectionsAbandoned, "no connection was silent");
    assertEquals(1, story.transport.connectionsRenewed);
    story.assertState(ConnectionState.Kind.CONNECTING);
    assertTrue(other.open.getStreamNumber() > dead.open.getStreamNumber());
    assertEquals(List.of(cursor("", 0), cursor("lobby", 1)), other.open.getCursorsList());
    dead.messages("lobby", 2);
    dead.end(Story.refusal(ErrorReason.ERROR_REASON_STREAM_SUPERSEDED));
    other.ready(FakeTransport.timeline("lobby", 3, 1));
    other.messages("lobby", 2, 3);
    assertEquals(message.clientMessageId(), other.take().getSendMessage().getClientMessageId());
    assertEquals(List.of("lobby1", "lobby2", "lobby3"), story.listener.delivered());
    story.assertState(ConnectionState.Kind.ONLINE);
  }

  @Test
  void reopenEndsAWaitAndReplacesAnAttempt() {
    Story story = new Story();
    story.online().end(Story.refusal(ErrorReason.ERROR_REASON_SERVER_DRAINING, Duration.ofDays(1)));
    story.client.reopen();
    FakeTransport.Stream attempt = story.transport.stream();

    story.client.reopen();

    FakeTransport.Stream other = story.transport.stream();
    assertTrue(attempt.cancelled);
    other.ready();
    story.assertState(ConnectionState.Kind.ONLINE);
  }

  @Test
  void reopenDoesNothingUnlessRunning() {
    Story story = new Story();
    story.client.reopen();
    story.transport.assertNoCalls();
    assertEquals(ConnectionState.Kind.IDLE, story.client.state().kind());

    story.online().end(Story.refusal(ErrorReason.ERROR_REASON_STREAM_SUPERSEDED));
    story.client.reopen();

    story.assertStopped(StopReason.SUPERSEDED);
  }

  @Test
  void reopenWhileLeavingContinuesLeaving() {
    Story story = new Story();
    FakeTransport.Stream dead = story.online();
    story.say("hello");
    story.client.leave();
    story.transport.assertNoCalls();

    story.client.reopen();

    FakeTransport.Stream other = story.transport.stream();
    assertTrue(dead.cancelled);
    other.ready();
    other.sent(other.take(), 1);
    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());
    story.assertState(ConnectionState.Kind.LEFT);
  }

  @Test
  void anExpiredIdentityIsReplacedWithoutItsMessages() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 3, 3));
    PendingMessage message = story.say("hello");
    stream.lose();
    FakeTransport.Stream refused = story.nextStream();
    refused.closing(
        Closing.newBuilder()
            .setError(Story.error(ErrorReason.ERROR_REASON_SESSION_EXPIRED))
            .setAction(Closing.Action.ACTION_REJOIN));

    assertEquals(PendingMessage.Status.OUTCOME_UNKNOWN, message.status());
    assertEquals(List.of(message), story.listener.settled);
    assertTrue(
        story.listener.log.contains("identity lost ERROR_REASON_SESSION_EXPIRED"),
        () -> story.listener.log.toString());

    story.awaitRetry();
    FakeTransport.Call<JoinRequest, JoinResponse> join = story.transport.join();
    assertEquals(null, join.token);
    assertEquals("ana", join.request.getName());
    assertNotEquals("", join.request.getRequestId());
    join.succeed(FakeTransport.joined("t2"));
    FakeTransport.Stream fresh = story.transport.stream();
    assertEquals("t2", fresh.token);
    assertEquals(0, fresh.open.getCursorsCount());
    fresh.ready(FakeTransport.timeline("lobby", 3, 3));
    assertEquals(0, fresh.commandsWaiting(), "nothing of the old identity is sent");
  }

  @Test
  void anExpiredSessionIsRecognisedByTheStatusAlone() {
    Story story = new Story();

    story.online().end(Story.refusal(ErrorReason.ERROR_REASON_SESSION_EXPIRED));

    assertEquals(null, story.transport.join().token);
  }

  @Test
  void aServerThatForgetsIdentitiesIsNotCalledInALoop() {
    Story story = new Story();
    story.client.start();
    story.transport.join().succeed(FakeTransport.joined("t1"));
    story.transport.stream().end(Story.refusal(ErrorReason.ERROR_REASON_SESSION_EXPIRED));
    story.transport.join().succeed(FakeTransport.joined("t2"));

    story.transport.stream().end(Story.refusal(ErrorReason.ERROR_REASON_SESSION_EXPIRED));

    story.assertState(ConnectionState.Kind.WAITING);
  }

  @Test
  void aSupersededClientStops() {
    Story story = new Story();

    story
        .online()
        .closing(
            Closing.newBuilder()
                .setError(Story.error(ErrorReason.ERROR_REASON_STREAM_SUPERSEDED))
                .setAction(Closing.Action.ACTION_STOP));

    story.assertStopped(StopReason.SUPERSEDED);
  }

  @Test
  void theApplicationMayRestartAfterBeingSuperseded() {
    Story story = new Story();
    FakeTransport.Stream first = story.online();
    PendingMessage message = story.say("hello");
    first.end(Story.refusal(ErrorReason.ERROR_REASON_STREAM_SUPERSEDED));
    story.assertStopped(StopReason.SUPERSEDED);

    story.client.start();

    FakeTransport.Stream second = story.transport.stream();
    second.ready();
    assertEquals(message.clientMessageId(), second.take().getSendMessage().getClientMessageId());
  }

  @Test
  void anEndedSessionStopsTheClientForGood() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    PendingMessage message = story.say("hello");

    stream.end(Story.refusal(ErrorReason.ERROR_REASON_SESSION_ENDED));

    story.assertStopped(StopReason.SESSION_ENDED);
    assertEquals(PendingMessage.Status.OUTCOME_UNKNOWN, message.status());
    assertEquals(null, story.snapshot().token());
    story.client.start();
    story.transport.assertNoCalls();
  }

  @Test
  void unknownReasonsAreHandledByTheirCode() {
    assertState(ConnectionState.Kind.WAITING, unknown(Status.Code.UNAVAILABLE));
    assertState(ConnectionState.Kind.STOPPED, unknown(Status.Code.RESOURCE_EXHAUSTED));
    assertState(ConnectionState.Kind.WAITING, null);
  }

  @Test
  void aStreamWhoseOpenWasLateIsReplaced() {
    Story story = new Story();
    FakeTransport.Stream late = story.join();
    late.ready(FakeTransport.timeline("lobby", 3, 0));

    late.frame(
        ConverseResponse.newBuilder()
            .setResult(
                CommandResult.newBuilder()
                    .setError(Story.error(ErrorReason.ERROR_REASON_OPEN_REPEATED))));

    assertTrue(late.cancelled);
    story.nextStream().ready(FakeTransport.timeline("lobby", 3, 0));
    story.assertState(ConnectionState.Kind.ONLINE);
  }

  @Test
  void anUnknownActionMeansResume() {
    Story story = new Story();

    story.online().closing(Closing.newBuilder().setActionValue(99));

    story.assertState(ConnectionState.Kind.WAITING);
  }

  private static void assertState(ConnectionState.Kind expected, @Nullable CallFailure failure) {
    Story story = new Story();
    story.online().end(failure);
    story.assertState(expected);
  }

  private static CallFailure unknown(Status.Code code) {
    return CallFailure.of(code, ErrorReason.UNRECOGNIZED, "from the future", Map.of(), null);
  }

  private static Cursor cursor(String room, long afterSequence) {
    return Cursor.newBuilder().setRoom(room).setEpoch("e1").setAfterSequence(afterSequence).build();
  }
}
