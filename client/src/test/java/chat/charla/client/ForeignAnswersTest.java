package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Foreign answers: failures without a reason of the contract, as a proxy sends them. */
class ForeignAnswersTest {
  @ParameterizedTest
  @EnumSource(Status.Code.class)
  void afterReadyAForeignAnswerIsALostConnection(Status.Code code) {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 0, 0));
    PendingMessage message = story.say("hello");
    stream.end(foreign(code));

    story.nextStream().end(foreign(code));
    FakeTransport.Stream third = story.nextStream();
    third.ready(FakeTransport.timeline("lobby", 0, 0));
    third.sent(third.take(), 1);

    assertEquals(PendingMessage.Status.SENT, message.status());
    story.assertState(ConnectionState.Kind.ONLINE);
  }

  @ParameterizedTest
  @EnumSource(Status.Code.class)
  void aJoinThatTakesANameBackIsRepeated(Status.Code code) {
    Story story = new Story();
    story.online().end(Story.refusal(ErrorReason.ERROR_REASON_NAME_LOST));
    FakeTransport.Call<JoinRequest, JoinResponse> first = story.transport.join();
    first.fail(foreign(code));
    story.awaitRetry();

    FakeTransport.Call<JoinRequest, JoinResponse> second = story.transport.join();

    assertEquals("t1", second.token);
    assertEquals(first.request, second.request);
  }

  @ParameterizedTest
  @EnumSource(Status.Code.class)
  void aLeaveIsRepeated(Status.Code code) {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    story.client.leave();
    FakeTransport.Call<LeaveRequest, LeaveResponse> first = story.transport.leave();
    stream.lose();
    first.fail(foreign(code));
    story.awaitRetry();

    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());

    story.assertState(ConnectionState.Kind.LEFT);
  }

  @Test
  void theWaitsBetweenAttemptsGrow() {
    Story story = Story.withJitter(() -> 0.999);
    story.online().end(foreign(Status.Code.UNIMPLEMENTED));
    for (long millis : new long[] {250, 500, 1_000, 2_000}) {
      story.time.advance(Duration.ofMillis(millis * 99 / 100));
      story.transport.assertNoCalls();
      story.time.advance(Duration.ofMillis(millis - millis * 99 / 100));
      story.transport.stream().end(foreign(Status.Code.UNIMPLEMENTED));
    }
  }

  @Test
  void beforeAnyAnswerOfTheServerAForeignAnswerStopsTheClient() {
    Story story = new Story();
    story.client.start();

    story.transport.join().fail(foreign(Status.Code.UNIMPLEMENTED));

    story.assertStopped(StopReason.REFUSED);
  }

  @Test
  void afterARefusalAForeignAnswerIsRetried() {
    Story story = new Story();
    story.client.start();
    story.transport.join().fail(Story.refusal(ErrorReason.ERROR_REASON_RATE_LIMITED));
    story.awaitRetry();

    story.transport.join().fail(foreign(Status.Code.UNIMPLEMENTED));

    story.assertState(ConnectionState.Kind.WAITING);
  }

  @Test
  void withASavedTokenAForeignAnswerIsRetried() {
    Story before = new Story();
    before.join();
    Story after = new Story(ClientOptions.builder(), before.snapshot(), 2);
    after.client.start();

    after.transport.stream().end(foreign(Status.Code.UNIMPLEMENTED));

    after.nextStream().ready();
    after.assertState(ConnectionState.Kind.ONLINE);
  }

  @Test
  void afterAnUnansweredJoinAForeignAnswerStopsTheNextProcess() {
    Story before = new Story();
    before.client.start();
    before.transport.join();
    Story after = new Story(ClientOptions.builder(), before.snapshot(), 2);
    after.client.start();

    after.transport.join().fail(foreign(Status.Code.UNIMPLEMENTED));

    after.assertStopped(StopReason.REFUSED);
  }

  @Test
  void afterAStreamOfAnEarlierProcessAForeignAnswerIsRetried() {
    Story before = new Story();
    before.online(FakeTransport.timeline("lobby", 3, 3));
    Story after = new Story(ClientOptions.builder(), before.snapshot(), 2);
    after.client.start();

    after.transport.stream().end(foreign(Status.Code.PERMISSION_DENIED));

    after.nextStream().ready();
    after.assertState(ConnectionState.Kind.ONLINE);
  }

  @Test
  void theNextIdentityIsJoinedThroughTheSameProxy() {
    Story story = new Story();
    story.online().end(Story.refusal(ErrorReason.ERROR_REASON_SESSION_EXPIRED));
    story.transport.join().fail(foreign(Status.Code.UNIMPLEMENTED));
    story.awaitRetry();

    story.transport.join().succeed(FakeTransport.joined("t2"));

    assertEquals("t2", story.transport.stream().token);
    assertEquals(List.of(), story.listener.violations);
  }

  private static CallFailure foreign(Status.Code code) {
    return CallFailure.of(code, "the answer of a proxy");
  }
}
