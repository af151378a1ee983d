package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.User;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JoiningTest {
  @Test
  void theClientJoinsOpensAStreamAndIsOnline() {
    Story story = new Story(ClientOptions.builder().name("ana").backlog(5), null);

    FakeTransport.Stream stream = story.join();
    stream.ready(FakeTransport.timeline("lobby", 3, 0));

    assertEquals("t1", stream.token);
    assertEquals(5, stream.open.getBacklog());
    assertTrue(stream.open.getDrainOnHalfClose());
    assertEquals(0, stream.open.getCursorsCount());
    assertEquals(2, stream.open.getEdition());
    assertFalse(stream.open.hasInboxBacklog());
    assertEquals(
        List.of(
            ConnectionState.Kind.JOINING,
            ConnectionState.Kind.CONNECTING,
            ConnectionState.Kind.ONLINE),
        story.listener.states.stream().map(ConnectionState::kind).toList());
    assertEquals(List.of("joined ana", "ready"), story.listener.log);
  }

  @Test
  void aJoinWhoseAnswerIsLostIsRepeatedWithTheSameRequestId() {
    Story story = new Story();
    story.client.start();
    JoinRequest first = story.transport.join().request;

    story.time.advance(Duration.ofSeconds(20));
    story.awaitRetry();

    FakeTransport.Call<JoinRequest, JoinResponse> second = story.transport.join();
    assertEquals(36, first.getRequestId().length());
    assertEquals(first, second.request);
    second.succeed(FakeTransport.joined("t1"));
    story.assertState(ConnectionState.Kind.CONNECTING);
  }

  @Test
  void theRequestIdCanBeSavedBeforeItIsUsed() {
    Story story = new Story();
    story.client.start();

    JoinRequest request = story.transport.join().request;

    assertEquals(request.getRequestId(), story.listener.sessions.get(0).joinRequestId());
  }

  @Test
  void anAnswerAfterTheTimeOutIsIgnored() {
    Story story = new Story();
    story.client.start();
    FakeTransport.Call<JoinRequest, JoinResponse> late = story.transport.join();
    story.time.advance(Duration.ofSeconds(20));
    assertTrue(late.cancelled);

    late.succeed(FakeTransport.joined("t1"));

    story.assertState(ConnectionState.Kind.WAITING);
    assertNull(story.snapshot().token());
  }

  @Test
  void aTakenNameIsReportedAndAnotherOneUsed() {
    Story story = new Story();
    story.client.start();
    FakeTransport.Call<JoinRequest, JoinResponse> first = story.transport.join();
    first.fail(
        CallFailure.of(
            Status.Code.ALREADY_EXISTS,
            ErrorReason.ERROR_REASON_NAME_TAKEN,
            "taken",
            Map.of("suggested_name", "ana2"),
            Duration.ofSeconds(40)));

    story.assertState(ConnectionState.Kind.NAME_NEEDED);
    assertEquals("ana2", story.listener.state().suggestedName());
    story.time.advance(Duration.ofHours(1));
    story.transport.assertNoCalls();

    story.client.useName("ana2");

    JoinRequest second = story.transport.join().request;
    assertEquals("ana2", second.getName());
    assertNotEquals(first.request.getRequestId(), second.getRequestId());
  }

  @Test
  void withoutANameTheClientAsksForOne() {
    Story story = new Story(ClientOptions.builder(), null);

    story.client.start();

    story.assertState(ConnectionState.Kind.NAME_NEEDED);
    assertNull(story.listener.state().cause());
    story.client.useName("eva");
    assertEquals("eva", story.transport.join().request.getName());
  }

  @Test
  void anInvalidNameIsRefusedWithoutACall() {
    Story story = new Story(ClientOptions.builder().name("x".repeat(5_000_000)), null);

    story.client.start();

    story.assertState(ConnectionState.Kind.NAME_NEEDED);
    CallFailure cause = story.listener.state().cause();
    assertTrue(cause != null && cause.reason() == ErrorReason.ERROR_REASON_NAME_INVALID);
    story.transport.assertNoCalls();
  }

  @Test
  void aFullServerIsTriedAgainAfterItsDelay() {
    Story story = new Story();
    story.client.start();
    story
        .transport
        .join()
        .fail(Story.refusal(ErrorReason.ERROR_REASON_SERVER_FULL, Duration.ofSeconds(60)));

    story.assertState(ConnectionState.Kind.WAITING);
    story.time.advance(Duration.ofMillis(59_999));
    story.transport.assertNoCalls();
    story.time.advance(Duration.ofMillis(251));
    story.transport.join();
  }

  @Test
  void anIncompleteJoinIsRepeated() {
    Story story = new Story();
    story.client.start();
    FakeTransport.Call<JoinRequest, JoinResponse> first = story.transport.join();

    first.fail(Story.refusal(ErrorReason.ERROR_REASON_REQUEST_INCOMPLETE));

    story.awaitRetry();
    assertEquals(first.request, story.transport.join().request);
  }

  @Test
  void aJoinThatCannotSucceedStopsTheClient() {
    Story story = new Story();
    story.client.start();

    story.transport.join().fail(Story.refusal(ErrorReason.ERROR_REASON_REQUEST_ID_INVALID));

    story.assertStopped(StopReason.REFUSED);
  }

  @Test
  void internalErrorsAreRetriedWithBackoff() {
    Story story = Story.withJitter(() -> 0.999);
    story.client.start();
    JoinRequest first = story.transport.join().request;
    story.time.advance(Duration.ofSeconds(20));
    story.awaitRetry();
    for (long millis : new long[] {500, 1_000, 2_000}) {
      story.transport.join().fail(Story.refusal(ErrorReason.ERROR_REASON_INTERNAL));
      story.time.advance(Duration.ofMillis(millis * 99 / 100));
      story.transport.assertNoCalls();
      story.time.advance(Duration.ofMillis(millis / 100));
    }

    FakeTransport.Call<JoinRequest, JoinResponse> last = story.transport.join();

    assertEquals(first, last.request);
    last.succeed(FakeTransport.joined("t1"));
    story.assertState(ConnectionState.Kind.CONNECTING);
  }

  @Test
  void choosingTheSameNameKeepsTheRequestId() {
    Story story = new Story();
    story.client.start();
    FakeTransport.Call<JoinRequest, JoinResponse> first = story.transport.join();

    story.client.useName("ana");
    story.transport.assertNoCalls();
    first.fail(CallFailure.of(Status.Code.UNAVAILABLE, "reset"));
    story.awaitRetry();

    assertEquals(first.request, story.transport.join().request);
  }

  @Test
  void choosingAnEarlierNameAgainReusesItsRequestId() {
    Story story = new Story();
    story.client.start();
    FakeTransport.Call<JoinRequest, JoinResponse> ana = story.transport.join();
    ana.fail(Story.refusal(ErrorReason.ERROR_REASON_NAME_TAKEN));
    story.client.useName("eva");
    FakeTransport.Call<JoinRequest, JoinResponse> eva = story.transport.join();
    assertNotEquals(ana.request.getRequestId(), eva.request.getRequestId());
    eva.fail(Story.refusal(ErrorReason.ERROR_REASON_NAME_TAKEN));

    story.client.useName("ana");

    assertEquals(ana.request, story.transport.join().request);
  }

  /** If the second Join had another request id, the first could leave an unused identity. */
  @Test
  void anotherNameWaitsForTheAnswerOfTheJoin() {
    Story story = new Story();
    story.client.start();
    FakeTransport.Call<JoinRequest, JoinResponse> first = story.transport.join();

    story.client.useName("eva");
    story.transport.assertNoCalls();
    first.fail(CallFailure.of(Status.Code.UNAVAILABLE, "reset"));
    story.awaitRetry();
    FakeTransport.Call<JoinRequest, JoinResponse> second = story.transport.join();
    assertEquals(first.request, second.request);
    second.succeed(FakeTransport.joined("t1"));

    FakeTransport.Call<JoinRequest, JoinResponse> other = story.transport.join();
    assertEquals("t1", other.token);
    assertEquals("eva", other.request.getName());
    other.succeed(FakeTransport.joined("t1"));
    story.assertState(ConnectionState.Kind.CONNECTING);
  }

  @Test
  void anotherNameReplacesARefusedOne() {
    Story story = new Story();
    story.client.start();
    FakeTransport.Call<JoinRequest, JoinResponse> first = story.transport.join();
    story.client.useName("eva");

    first.fail(Story.refusal(ErrorReason.ERROR_REASON_NAME_TAKEN));

    FakeTransport.Call<JoinRequest, JoinResponse> second = story.transport.join();
    assertEquals("eva", second.request.getName());
    assertNotEquals(first.request.getRequestId(), second.request.getRequestId());
  }

  @Test
  void anotherNameReplacesOneThatADrainingServerRefused() {
    Story story = new Story();
    story.client.start();
    FakeTransport.Call<JoinRequest, JoinResponse> first = story.transport.join();
    story.client.useName("eva");

    first.fail(Story.refusal(ErrorReason.ERROR_REASON_SERVER_DRAINING));
    story.awaitRetry();

    assertEquals("eva", story.transport.join().request.getName());
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorReason.class,
      names = {"ERROR_REASON_SESSION_ENDED", "ERROR_REASON_REQUEST_ID_REUSED"})
  void aUsedUpRequestIdIsReplaced(ErrorReason reason) {
    Story story = new Story();
    story.client.start();
    FakeTransport.Call<JoinRequest, JoinResponse> first = story.transport.join();
    PendingMessage message = story.say("hello");

    first.fail(Story.refusal(reason));

    FakeTransport.Call<JoinRequest, JoinResponse> second = story.transport.join();
    assertEquals("ana", second.request.getName());
    assertNotEquals(first.request.getRequestId(), second.request.getRequestId());
    assertEquals(PendingMessage.Status.PENDING, message.status());
  }

  @Test
  void anUnknownReasonIsHandledByItsCode() {
    Story retried = new Story();
    retried.client.start();
    retried.transport.join().fail(unknown(Status.Code.UNAVAILABLE));
    retried.assertState(ConnectionState.Kind.WAITING);

    Story stopped = new Story();
    stopped.client.start();
    stopped.transport.join().fail(unknown(Status.Code.INTERNAL));
    stopped.assertStopped(StopReason.REFUSED);
  }

  @Test
  void aLostNameIsTakenBackWithTheToken() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 3, 3));

    stream.end(Story.refusal(ErrorReason.ERROR_REASON_NAME_LOST));

    FakeTransport.Call<JoinRequest, JoinResponse> rejoin = story.transport.join();
    assertEquals("t1", rejoin.token);
    assertEquals("", rejoin.request.getName());
    rejoin.fail(Story.refusal(ErrorReason.ERROR_REASON_NAME_TAKEN));
    story.assertState(ConnectionState.Kind.NAME_NEEDED);

    story.client.useName("ana3");

    FakeTransport.Call<JoinRequest, JoinResponse> otherName = story.transport.join();
    assertEquals("t1", otherName.token);
    assertEquals("ana3", otherName.request.getName());
    otherName.succeed(FakeTransport.joined("t1"));
    assertEquals(2, story.transport.stream().open.getCursorsCount(), "the cursors are kept");
  }

  @Test
  void anOnlineClientIsRenamedWithoutANewStream() {
    Story story = new Story();
    story.online();

    story.client.useName("eva");

    FakeTransport.Call<JoinRequest, JoinResponse> rename = story.transport.join();
    assertEquals("t1", rename.token);
    rename.succeed(
        JoinResponse.newBuilder()
            .setSelf(User.newBuilder().setId("u1").setName("eva"))
            .setSessionToken("t1")
            .build());
    assertEquals("renamed eva", story.listener.log.get(2));
    story.assertState(ConnectionState.Kind.ONLINE);
    assertEquals("eva", story.snapshot().name());
  }

  private static CallFailure unknown(Status.Code code) {
    return CallFailure.of(code, ErrorReason.UNRECOGNIZED, "from the future", Map.of(), null);
  }
}
