package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.WhoAmIResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndingTest {
  @Test
  void closingEndsTheStreamAndKeepsTheIdentity() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    PendingMessage message = story.say("hello");

    story.client.close();

    story.assertStopped(StopReason.CLOSED);
    assertTrue(stream.cancelled);
    assertEquals(PendingMessage.Status.PENDING, message.status());
    assertEquals("t1", story.snapshot().token());
    assertEquals(1, story.snapshot().messages().size());
    story.client.start();
    story.transport.assertNoCalls();
  }

  @Test
  void drainingWaitsForEveryResult() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 0, 0));
    PendingMessage message = story.say("hello");

    story.client.drain();
    story.scheduler.run();
    assertFalse(stream.halfClosed);
    stream.sent(stream.take(), 1);

    assertEquals(PendingMessage.Status.SENT, message.status());
    assertTrue(stream.halfClosed);
    stream.messages("lobby", 1);
    stream.closing(Closing.newBuilder());
    story.assertStopped(StopReason.DRAINED);
    assertEquals(List.of("lobby1"), story.listener.delivered());
  }

  @Test
  void drainingContinuesAfterALostStream() {
    Story story = new Story();
    FakeTransport.Stream first = story.online();
    story.client.drain();
    story.scheduler.run();
    assertTrue(first.halfClosed);
    first.lose();

    FakeTransport.Stream second = story.nextStream();
    second.ready();

    assertTrue(second.halfClosed);
    second.end(null);
    story.assertStopped(StopReason.DRAINED);
  }

  @Test
  void drainingFromTheStartSendsPendingMessages() {
    Story story = new Story();
    story.say("hello");
    story.client.start();
    story.client.drain();
    story.transport.join().succeed(FakeTransport.joined("t1"));
    FakeTransport.Stream stream = story.transport.stream();
    stream.ready();
    assertFalse(stream.halfClosed);

    stream.sent(stream.take(), 1);

    assertTrue(stream.halfClosed);
  }

  @Test
  void leavingEndsTheIdentity() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();

    story.client.leave();
    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());

    story.assertState(ConnectionState.Kind.LEFT);
    assertTrue(stream.cancelled);
    assertEquals(null, story.snapshot().token());
    assertEquals(0, story.scheduler.waiting());
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
    story.scheduler.advance(Duration.ofSeconds(10));

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
    story.scheduler.advance(Duration.ofSeconds(10));

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
    assertEquals(0, story.scheduler.waiting());
  }

  @Test
  void leavingKeepsTheServersDelay() {
    Story story = new Story();
    story.online().end(Story.refusal(ErrorReason.ERROR_REASON_SERVER_FULL, Duration.ofHours(1)));
    PendingMessage message = story.say("goodbye");

    story.client.leave();
    story.transport.assertNoCalls();
    story.scheduler.advance(Duration.ofSeconds(10));

    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());
    story.assertState(ConnectionState.Kind.LEFT);
    assertEquals(PendingMessage.Status.REFUSED, message.status());
  }

  @Test
  void leavingKeepsTheServersDelayForAJoin() {
    Story story = new Story();
    story.client.start();
    story.transport.join().fail(CallFailure.of(Status.Code.UNAVAILABLE, "reset"));
    story.awaitRetry();
    Duration delay = Duration.ofSeconds(30);
    story.transport.join().fail(Story.refusal(ErrorReason.ERROR_REASON_RATE_LIMITED, delay));

    story.client.leave();
    story.scheduler.advance(delay);
    story.transport.assertNoCalls();

    story.scheduler.advance(Duration.ofSeconds(1));
    story.transport.join().succeed(FakeTransport.joined("t1"));
    assertEquals("t1", story.transport.leave().token);
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
    story.scheduler.advance(delay);
    story.transport.assertNoCalls();

    story.scheduler.advance(Duration.ofSeconds(1));
    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());
    story.assertState(ConnectionState.Kind.LEFT);
    assertEquals(0, story.scheduler.waiting());
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

    story.scheduler.advance(Duration.ofSeconds(10));

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
    story.scheduler.advance(Duration.ofSeconds(1));

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
    story.scheduler.advance(Duration.ofSeconds(1));

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

  @Test
  void leavingBeforeJoiningIsDoneAtOnce() {
    Story story = new Story(ClientOptions.builder(), null);
    story.client.start();
    story.assertState(ConnectionState.Kind.NAME_NEEDED);

    story.client.leave();

    story.assertState(ConnectionState.Kind.LEFT);
    story.transport.assertNoCalls();
  }

  @Test
  void leavingWhileJoiningEndsTheIdentityThatTheJoinMakes() {
    Story story = new Story();
    story.client.start();
    FakeTransport.Call<JoinRequest, JoinResponse> join = story.transport.join();

    story.client.leave();
    story.transport.assertNoCalls();
    join.succeed(FakeTransport.joined("t1"));

    FakeTransport.Call<LeaveRequest, LeaveResponse> leave = story.transport.leave();
    assertEquals("t1", leave.token);
    leave.succeed(LeaveResponse.getDefaultInstance());
    story.assertState(ConnectionState.Kind.LEFT);
    story.transport.assertNoCalls();
    assertEquals(0, story.scheduler.waiting());
  }

  @Test
  void aJoinWhoseAnswerIsLostIsRepeatedToLeave() {
    Story story = new Story();
    story.client.start();
    FakeTransport.Call<JoinRequest, JoinResponse> first = story.transport.join();
    first.fail(CallFailure.of(Status.Code.UNAVAILABLE, "connection reset"));
    story.assertState(ConnectionState.Kind.WAITING);

    story.client.leave();
    FakeTransport.Call<JoinRequest, JoinResponse> second = story.transport.join();
    assertEquals(first.request, second.request);
    second.fail(CallFailure.of(Status.Code.UNAVAILABLE, "connection reset"));
    story.awaitRetry();
    story.transport.join().succeed(FakeTransport.joined("t1"));

    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());
    story.assertState(ConnectionState.Kind.LEFT);
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorReason.class,
      names = {"ERROR_REASON_SERVER_FULL", "ERROR_REASON_RATE_LIMITED"})
  void leavingAServerThatHasTakenNoJoinIsDoneAtOnce(ErrorReason reason) {
    Story waiting = new Story();
    waiting.client.start();
    waiting.transport.join().fail(Story.refusal(reason, Duration.ofSeconds(60)));
    waiting.assertState(ConnectionState.Kind.WAITING);
    waiting.client.leave();
    waiting.assertState(ConnectionState.Kind.LEFT);
    waiting.transport.assertNoCalls();
    assertEquals(0, waiting.scheduler.waiting());

    Story joining = new Story();
    joining.client.start();
    FakeTransport.Call<JoinRequest, JoinResponse> join = joining.transport.join();
    joining.client.leave();
    joining.scheduler.run();
    join.fail(Story.refusal(reason, Duration.ofSeconds(60)));
    joining.assertState(ConnectionState.Kind.LEFT);
    joining.transport.assertNoCalls();
    assertEquals(0, joining.scheduler.waiting());
  }

  @Test
  void leavingAFullServerWaitsForPendingMessages() {
    Story story = new Story();
    PendingMessage message = story.say("hello");
    story.client.start();
    story.transport.join().fail(Story.refusal(ErrorReason.ERROR_REASON_SERVER_FULL));
    story.client.leave();
    story
        .transport
        .join()
        .fail(Story.refusal(ErrorReason.ERROR_REASON_SERVER_FULL, Duration.ofSeconds(60)));
    story.assertState(ConnectionState.Kind.WAITING);

    story.scheduler.advance(Duration.ofSeconds(10));

    story.assertState(ConnectionState.Kind.LEFT);
    assertEquals(PendingMessage.Status.REFUSED, message.status());
    story.transport.assertNoCalls();
  }

  @Test
  void aJoinThatWasOnlyRefusedIsForgottenByTheNextProcess() {
    Story before = new Story();
    before.client.start();
    before.transport.join().fail(Story.refusal(ErrorReason.ERROR_REASON_SERVER_FULL));
    Story after = new Story(ClientOptions.builder(), before.snapshot(), 2);

    after.client.leave();

    after.assertState(ConnectionState.Kind.LEFT);
    after.transport.assertNoCalls();
  }

  @Test
  void aJoinInProgressIsRepeatedByTheNextProcess() {
    Story before = new Story();
    before.client.start();
    before.transport.join().fail(Story.refusal(ErrorReason.ERROR_REASON_SERVER_FULL));
    before.awaitRetry();
    FakeTransport.Call<JoinRequest, JoinResponse> join = before.transport.join();
    SavedSession saved = before.listener.sessions.get(before.listener.sessions.size() - 1);
    Story after = new Story(ClientOptions.builder(), saved, 2);

    after.client.leave();

    assertEquals(join.request, after.transport.join().request);
  }

  @Test
  void aFullServerMayHaveCarriedOutTheJoinBefore() {
    Story story = new Story();
    story.client.start();
    FakeTransport.Call<JoinRequest, JoinResponse> lost = story.transport.join();
    lost.fail(CallFailure.of(Status.Code.UNAVAILABLE, "connection reset"));
    story.awaitRetry();
    story.transport.join().fail(Story.refusal(ErrorReason.ERROR_REASON_SERVER_FULL));

    story.client.leave();

    FakeTransport.Call<JoinRequest, JoinResponse> again = story.transport.join();
    assertEquals(lost.request, again.request);
    again.succeed(FakeTransport.joined("t1"));
    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());
    story.assertState(ConnectionState.Kind.LEFT);
  }

  @Test
  void aRefusedNameCompletesLeaving() {
    Story story = new Story();
    story.client.start();
    FakeTransport.Call<JoinRequest, JoinResponse> join = story.transport.join();
    story.client.leave();
    story.scheduler.run();

    join.fail(Story.refusal(ErrorReason.ERROR_REASON_NAME_TAKEN));

    story.assertState(ConnectionState.Kind.LEFT);
    story.transport.assertNoCalls();
  }

  @Test
  void leavingWhileJoiningSendsPendingMessages() {
    Story story = new Story();
    PendingMessage message = story.say("hello");
    story.client.start();
    FakeTransport.Call<JoinRequest, JoinResponse> join = story.transport.join();
    story.client.leave();
    story.scheduler.run();

    join.succeed(FakeTransport.joined("t1"));
    FakeTransport.Stream stream = story.transport.stream();
    stream.ready();
    story.transport.assertNoCalls();
    stream.sent(stream.take(), 1);

    assertEquals(PendingMessage.Status.SENT, message.status());
    story.transport.leave();
  }

  @Test
  void sideCallsHaveATimeLimit() {
    Story story = new Story();
    List<String> answers = new ArrayList<>();
    Answer<WhoAmIResponse> answer =
        new Answer<>() {
          @Override
          public void onSuccess(WhoAmIResponse response) {
            answers.add(response.getSelf().getName());
          }

          @Override
          public void onFailure(CallFailure failure) {
            answers.add(failure.code().name());
          }
        };

    story.client.whoAmI(answer);
    story.scheduler.run();
    story.online();
    story.client.whoAmI(answer);
    story
        .transport
        .whoAmI()
        .succeed(WhoAmIResponse.newBuilder().setSelf(FakeTransport.self()).build());
    story.client.whoAmI(answer);
    story.transport.whoAmI();
    story.scheduler.advance(Duration.ofSeconds(20));

    assertEquals(List.of("UNAUTHENTICATED", "ana", "DEADLINE_EXCEEDED"), answers);
  }
}
