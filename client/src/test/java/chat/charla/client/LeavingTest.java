package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Leaving ends the identity after the pending messages are sent, or after a time limit. */
class LeavingTest {
  @Test
  void leavingEndsTheIdentity() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();

    story.client.leave();
    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());

    story.assertState(ConnectionState.Kind.LEFT);
    assertTrue(stream.cancelled);
    assertEquals(null, story.snapshot().token());
    assertEquals(0, story.time.waiting());
  }

  @Test
  void leavingSendsPendingMessagesFirst() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    PendingMessage message = story.say("goodbye");
    story.client.leave();
    story.transport.assertNoCalls();

    stream.sent(stream.take(), 1);

    assertEquals(PendingMessage.Status.SENT, message.status());
    story.transport.leave();
  }

  @Test
  void leavingHasATimeLimit() {
    Story story = new Story();
    story.online();
    PendingMessage message = story.say("goodbye");
    story.client.leave();
    story.time.advance(Duration.ofSeconds(10));

    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());

    assertEquals(PendingMessage.Status.OUTCOME_UNKNOWN, message.status());
  }

  @Test
  void anUnsentMessageIsRefused() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    PendingMessage transmitted = story.say("sent");
    stream.take();
    stream.lose();
    PendingMessage queued = story.say("queued");
    story.client.leave();
    story.transport.stream();
    story.time.advance(Duration.ofSeconds(10));

    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());

    assertEquals(PendingMessage.Status.OUTCOME_UNKNOWN, transmitted.status());
    assertEquals(PendingMessage.Status.REFUSED, queued.status());
    assertEquals(Refusal.Kind.NOT_RUNNING, Objects.requireNonNull(queued.refusal()).kind());
    assertEquals(List.of(transmitted, queued), story.listener.settled);
  }

  @Test
  void leavingWhileWaitingRetriesAtOnceAndSendsPendingMessages() {
    Story story = new Story();
    story.online().lose();
    PendingMessage message = story.say("goodbye");
    story.assertState(ConnectionState.Kind.WAITING);

    story.client.leave();
    story.transport.stream().lose();
    FakeTransport.Stream stream = story.nextStream();
    stream.ready();
    stream.sent(stream.take(), 1);

    assertEquals(PendingMessage.Status.SENT, message.status());
    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());
    story.assertState(ConnectionState.Kind.LEFT);
    assertEquals(0, story.time.waiting());
  }

  @Test
  void leavingKeepsTheServersDelay() {
    Story story = new Story();
    story.online().end(Story.refusal(ErrorReason.ERROR_REASON_SERVER_FULL, Duration.ofHours(1)));
    PendingMessage message = story.say("goodbye");

    story.client.leave();
    story.transport.assertNoCalls();
    story.time.advance(Duration.ofSeconds(10));

    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());
    story.assertState(ConnectionState.Kind.LEFT);
    assertEquals(PendingMessage.Status.REFUSED, message.status());
  }

  @Test
  void aLeaveKeepsTheServersDelayWithoutAStream() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    story.client.leave();
    Duration delay = Duration.ofSeconds(30);
    story.transport.leave().fail(Story.refusal(ErrorReason.ERROR_REASON_RATE_LIMITED, delay));

    stream.lose();
    story.assertState(ConnectionState.Kind.WAITING);
    story.time.advance(delay);
    story.transport.assertNoCalls();

    story.time.advance(Duration.ofSeconds(1));
    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());
    story.assertState(ConnectionState.Kind.LEFT);
    assertEquals(0, story.time.waiting());
  }

  @Test
  void leavingWhileConnectingSendsPendingMessages() {
    Story story = new Story();
    FakeTransport.Stream stream = story.join();
    PendingMessage message = story.say("goodbye");

    story.client.leave();
    story.transport.assertNoCalls();
    stream.ready();
    stream.sent(stream.take(), 1);

    assertEquals(PendingMessage.Status.SENT, message.status());
    story.transport.leave();
  }

  @Test
  void leavingWhileDisconnectedHasATimeLimit() {
    Story story = new Story();
    story.online().lose();
    PendingMessage message = story.say("goodbye");
    story.client.leave();
    story.transport.stream();

    story.time.advance(Duration.ofSeconds(10));

    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());
    story.assertState(ConnectionState.Kind.LEFT);
    assertEquals(PendingMessage.Status.REFUSED, message.status());
  }

  @Test
  void leavingWithNothingPendingIsImmediate() {
    Story story = new Story();
    story.online().lose();

    story.client.leave();

    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());
    story.assertState(ConnectionState.Kind.LEFT);
  }

  @Test
  void aLeaveWhoseAnswerIsLostIsRepeatedUntilTheSessionHasEnded() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    story.client.leave();
    FakeTransport.Call<LeaveRequest, LeaveResponse> first = story.transport.leave();
    stream.lose();
    first.fail(CallFailure.of(Status.Code.UNAVAILABLE, "connection reset"));
    story.assertState(ConnectionState.Kind.WAITING);
    story.time.advance(Duration.ofSeconds(1));

    story.transport.leave().fail(Story.refusal(ErrorReason.ERROR_REASON_SESSION_ENDED));

    story.assertState(ConnectionState.Kind.LEFT);
    story.transport.assertNoCalls();
  }

  @Test
  void anIncompleteLeaveIsRepeated() {
    Story story = new Story();
    story.online();
    story.client.leave();
    story.transport.leave().fail(Story.refusal(ErrorReason.ERROR_REASON_REQUEST_INCOMPLETE));
    story.time.advance(Duration.ofSeconds(1));

    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());

    story.assertState(ConnectionState.Kind.LEFT);
  }

  @Test
  void theEndOfTheStreamConfirmsTheLeave() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    story.client.leave();
    FakeTransport.Call<LeaveRequest, LeaveResponse> leave = story.transport.leave();

    stream.closing(
        Closing.newBuilder()
            .setError(Story.error(ErrorReason.ERROR_REASON_SESSION_ENDED))
            .setAction(Closing.Action.ACTION_STOP));

    story.assertState(ConnectionState.Kind.LEFT);
    assertTrue(leave.cancelled);
  }
}
