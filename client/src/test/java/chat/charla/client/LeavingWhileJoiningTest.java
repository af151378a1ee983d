package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import io.grpc.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Leaving while the outcome of a {@code Join} is unknown: the server may have created an identity.
 */
class LeavingWhileJoiningTest {
  @Test
  void leavingKeepsTheServersDelayForAJoin() {
    Story story = new Story();
    story.client.start();
    story.transport.join().fail(CallFailure.of(Status.Code.UNAVAILABLE, "reset"));
    story.awaitRetry();
    Duration delay = Duration.ofSeconds(30);
    story.transport.join().fail(Story.refusal(ErrorReason.ERROR_REASON_RATE_LIMITED, delay));

    story.client.leave();
    story.time.advance(delay);
    story.transport.assertNoCalls();

    story.time.advance(Duration.ofSeconds(1));
    story.transport.join().succeed(FakeTransport.joined("t1"));
    assertEquals("t1", story.transport.leave().token);
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
    assertEquals(0, story.time.waiting());
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
  void leavingAServerThatHasRefusedEveryJoinIsDoneAtOnce(ErrorReason reason) {
    Story waiting = new Story();
    waiting.client.start();
    waiting.transport.join().fail(Story.refusal(reason, Duration.ofSeconds(60)));
    waiting.assertState(ConnectionState.Kind.WAITING);
    waiting.client.leave();
    waiting.assertState(ConnectionState.Kind.LEFT);
    waiting.transport.assertNoCalls();
    assertEquals(0, waiting.time.waiting());

    Story joining = new Story();
    joining.client.start();
    FakeTransport.Call<JoinRequest, JoinResponse> join = joining.transport.join();
    joining.client.leave();
    joining.time.run();
    join.fail(Story.refusal(reason, Duration.ofSeconds(60)));
    joining.assertState(ConnectionState.Kind.LEFT);
    joining.transport.assertNoCalls();
    assertEquals(0, joining.time.waiting());
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

    story.time.advance(Duration.ofSeconds(10));

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
  void aFullServerMayHaveCarriedOutAnEarlierAttemptToJoin() {
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
    story.time.run();

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
    story.time.run();

    join.succeed(FakeTransport.joined("t1"));
    FakeTransport.Stream stream = story.transport.stream();
    stream.ready();
    story.transport.assertNoCalls();
    stream.sent(stream.take(), 1);

    assertEquals(PendingMessage.Status.SENT, message.status());
    story.transport.leave();
  }
}
