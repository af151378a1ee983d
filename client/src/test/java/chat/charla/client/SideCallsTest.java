package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.User;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls beside the stream that do not succeed at the first attempt. */
class SideCallsTest {
  private final Story story = new Story();
  private final List<String> answers = new ArrayList<>();

  @ParameterizedTest
  @EnumSource(Status.Code.class)
  void anAnswerOfAProxyIsALostConnection(Status.Code code) {
    story.online();
    story.client.whoAmI(recordedAnswer());
    story.transport.whoAmI().fail(CallFailure.of(code, "the answer of a proxy"));
    assertEquals(List.of(), answers);

    nextAttempt().succeed(me());

    assertEquals(List.of("ana"), answers);
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorReason.class,
      names = {
        "ERROR_REASON_REQUEST_INCOMPLETE",
        "ERROR_REASON_STORAGE_UNAVAILABLE",
        "ERROR_REASON_SERVER_DRAINING",
        "ERROR_REASON_RATE_LIMITED",
        "ERROR_REASON_INTERNAL"
      })
  void transientRefusalsAreRepeated(ErrorReason reason) {
    story.online();
    story.client.whoAmI(recordedAnswer());
    story.transport.whoAmI().fail(Story.refusal(reason, Duration.ofSeconds(2)));
    story.time.advance(Duration.ofMillis(1_999));
    story.transport.assertNoCalls();

    nextAttempt().succeed(me());

    assertEquals(List.of("ana"), answers);
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorReason.class,
      names = {"ERROR_REASON_NOT_A_MEMBER", "ERROR_REASON_SERVER_FULL"})
  void aRefusalIsFinal(ErrorReason reason) {
    story.online();
    story.client.whoAmI(recordedAnswer());
    story.transport.whoAmI().fail(Story.refusal(reason, Duration.ofSeconds(2)));

    assertEquals(List.of(reason.name()), answers);
    assertNoFurtherCalls();
  }

  @Test
  void aCallIsGivenUpAfterThreeServerFailures() {
    story.online();
    story.client.whoAmI(recordedAnswer());
    story.transport.whoAmI().fail(Story.refusal(ErrorReason.ERROR_REASON_INTERNAL));
    nextAttempt().fail(Story.refusal(ErrorReason.ERROR_REASON_INTERNAL));
    nextAttempt().fail(Story.refusal(ErrorReason.ERROR_REASON_INTERNAL));

    assertEquals(List.of("ERROR_REASON_INTERNAL"), answers);
    assertNoFurtherCalls();
  }

  @Test
  void aCallBeforeJoiningFailsAtOnce() {
    story.client.whoAmI(recordedAnswer());
    story.time.run();

    assertEquals(List.of("UNAUTHENTICATED"), answers);
    story.transport.assertNoCalls();
  }

  @Test
  void aCallWithoutAnAnswerHasATimeLimit() {
    story.online();
    story.client.whoAmI(recordedAnswer());
    story.transport.whoAmI();

    story.time.advance(Duration.ofSeconds(20));
    story.transport.whoAmI();

    assertEquals(List.of("DEADLINE_EXCEEDED"), answers);
    assertNoFurtherCalls();
  }

  @Test
  void anAttemptWithoutAnAnswerIsRepeated() {
    story.online();
    story.client.whoAmI(recordedAnswer());
    FakeTransport.Call<WhoAmIRequest, WhoAmIResponse> first = story.transport.whoAmI();
    story.time.advance(Duration.ofSeconds(10));
    assertTrue(first.cancelled);

    nextAttempt().succeed(me());

    assertEquals(List.of("ana"), answers);
  }

  @Test
  void theTimeLimitIsForAllAttemptsTogether() {
    story.online();
    story.client.whoAmI(recordedAnswer());
    Duration limit = ClientOptions.builder().build().connectTimeout();
    story.transport.whoAmI().fail(lost());
    FakeTransport.Call<WhoAmIRequest, WhoAmIResponse> second = nextAttempt();
    story.time.advance(limit.dividedBy(2));
    assertTrue(second.cancelled);
    FakeTransport.Call<WhoAmIRequest, WhoAmIResponse> third = story.transport.whoAmI();
    story.time.advance(limit.dividedBy(2).minusSeconds(2));
    assertEquals(List.of(), answers);
    story.time.advance(Duration.ofSeconds(2));

    assertEquals(List.of("DEADLINE_EXCEEDED"), answers);
    assertTrue(third.cancelled);
    assertNoFurtherCalls();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void anAttemptThatBeginsTooLateIsNotMade(int lateMillis) {
    story.online();
    story.client.whoAmI(recordedAnswer());
    story.transport.whoAmI().fail(lost());
    story.time.stall(ClientOptions.builder().build().connectTimeout().plusMillis(lateMillis));

    assertNoFurtherCalls(1);

    assertEquals(List.of("UNAVAILABLE"), answers);
  }

  @Test
  void aDelayBeyondTheTimeLimitFailsAtOnce() {
    story.online();
    story.client.whoAmI(recordedAnswer());
    CallFailure later = Story.refusal(ErrorReason.ERROR_REASON_RATE_LIMITED, Duration.ofHours(1));
    story.transport.whoAmI().fail(later);

    assertEquals(List.of("ERROR_REASON_RATE_LIMITED"), answers);
    assertNoFurtherCalls();
  }

  @Test
  void aClosedClientRepeatsNothing() {
    story.online();
    story.client.whoAmI(recordedAnswer());
    story.transport.whoAmI().fail(lost());
    story.client.whoAmI(recordedAnswer());
    FakeTransport.Call<WhoAmIRequest, WhoAmIResponse> underWay = story.transport.whoAmI();
    story.client.close();
    story.time.run();
    underWay.fail(lost());

    assertEquals(List.of("UNAVAILABLE", "UNAVAILABLE"), answers);
    assertEquals(0, story.time.waiting());
  }

  @Test
  void callsAreNotRepeatedForAnotherIdentity() {
    FakeTransport.Stream stream = story.online();
    story.client.whoAmI(recordedAnswer());
    FakeTransport.Call<WhoAmIRequest, WhoAmIResponse> call = story.transport.whoAmI();
    stream.end(Story.refusal(ErrorReason.ERROR_REASON_SESSION_EXPIRED));
    story.transport.join().succeed(FakeTransport.joined("t2"));

    call.fail(lost());

    assertEquals(List.of("UNAVAILABLE"), answers);
  }

  @Test
  void aRenameIsRepeated() {
    story.online();
    story.client.useName("bea");
    FakeTransport.Call<JoinRequest, JoinResponse> first = story.transport.join();
    first.fail(CallFailure.of(Status.Code.UNIMPLEMENTED, "the answer of a proxy"));
    story.time.advance(Duration.ofSeconds(1));

    FakeTransport.Call<JoinRequest, JoinResponse> second = story.transport.join();
    second.succeed(renamed("bea"));

    assertEquals(first.request, second.request);
    assertEquals("t1", second.token);
    assertTrue(story.listener.log.contains("renamed bea"), () -> story.listener.log.toString());
  }

  @Test
  void ofSeveralWaitingNamesOnlyTheNewestIsRequested() {
    story.online();
    story.client.useName("bea");
    story.client.useName("cid");
    story.client.useName("dan");
    FakeTransport.Call<JoinRequest, JoinResponse> bea = story.transport.join();
    assertEquals("bea", bea.request.getName());
    bea.fail(lost());
    story.time.advance(Duration.ofSeconds(1));
    FakeTransport.Call<JoinRequest, JoinResponse> again = story.transport.join();
    assertEquals("bea", again.request.getName(), "the outcome of the first call is unknown");
    again.fail(Story.refusal(ErrorReason.ERROR_REASON_NAME_TAKEN));

    FakeTransport.Call<JoinRequest, JoinResponse> dan = story.transport.join();

    assertEquals("dan", dan.request.getName());
    dan.succeed(renamed("dan"));
    story.transport.assertNoCalls();
    assertEquals("dan", story.snapshot().name());
  }

  @Test
  void aLostNameIsReplacedByTheRequestedOne() {
    FakeTransport.Stream stream = story.online();
    story.client.useName("bea");
    story.transport.join().fail(lost());
    stream.end(Story.refusal(ErrorReason.ERROR_REASON_NAME_LOST));

    FakeTransport.Call<JoinRequest, JoinResponse> bea = story.transport.join();

    assertEquals("bea", bea.request.getName());
    assertEquals("t1", bea.token);
    bea.succeed(renamed("bea"));
    assertOnlineWithoutCalls();
  }

  /** The answer to the older call, or its retry, may come at any time. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anOlderNameDoesNotUndoANewerOne(boolean answered) {
    FakeTransport.Stream stream = story.online();
    story.client.useName("bea");
    FakeTransport.Call<JoinRequest, JoinResponse> older = story.transport.join();
    if (answered) {
      older.fail(lost());
    }
    stream.end(Story.refusal(ErrorReason.ERROR_REASON_NAME_LOST));
    story.transport.join().fail(Story.refusal(ErrorReason.ERROR_REASON_NAME_TAKEN));
    story.assertState(ConnectionState.Kind.NAME_NEEDED);
    assertTrue(answered || older.cancelled, "a call without an answer is cancelled");
    story.client.useName("cid");
    FakeTransport.Call<JoinRequest, JoinResponse> newer = story.transport.join();
    assertEquals("cid", newer.request.getName());

    newer.succeed(renamed("cid"));
    older.succeed(renamed("bea"));

    assertOnlineWithoutCalls();
    assertEquals(
        List.of("joined ana", "ready", "joined cid", "ready"), List.copyOf(story.listener.log));
  }

  @Test
  void theNextIdentityHasTheLastRequestedName() {
    FakeTransport.Stream stream = story.online();
    story.client.useName("bea");
    story.client.useName("cid");
    story.transport.join().fail(lost());
    stream.end(Story.refusal(ErrorReason.ERROR_REASON_SESSION_EXPIRED));

    FakeTransport.Call<JoinRequest, JoinResponse> join = story.transport.join();

    assertNull(join.token);
    assertEquals("cid", join.request.getName());
    join.succeed(FakeTransport.joined("t2"));
    assertOnlineWithoutCalls();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noNameIsRequestedAfterLeaving(boolean answered) {
    story.online();
    story.client.useName("bea");
    story.client.useName("cid");
    FakeTransport.Call<JoinRequest, JoinResponse> bea = story.transport.join();
    if (answered) {
      bea.fail(lost());
    }
    story.client.leave();
    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());
    story.assertState(ConnectionState.Kind.LEFT);
    List<String> reported = List.copyOf(story.listener.log);
    assertEquals("name refused ERROR_REASON_UNSPECIFIED", reported.get(reported.size() - 1));

    bea.succeed(renamed("bea"));

    assertNoFurtherCalls();
    story.assertState(ConnectionState.Kind.LEFT);
    assertEquals(reported, story.listener.log);
  }

  @Test
  void noNameIsRequestedAfterLosingTheNameAndLeaving() {
    FakeTransport.Stream stream = story.online();
    story.say("late");
    story.client.useName("bea");
    story.client.useName("cid");
    story.transport.join().fail(lost());
    story.client.leave();
    story.time.run();
    stream.end(Story.refusal(ErrorReason.ERROR_REASON_NAME_LOST));
    story.transport.join().fail(lost());
    story.time.advance(Duration.ofSeconds(10));
    assertTrue(story.transport.join().cancelled);
    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());

    story.assertState(ConnectionState.Kind.LEFT);
    assertNoFurtherCalls();
    story.assertState(ConnectionState.Kind.LEFT);
  }

  /**
   * Advances time by 1 s, and takes the next attempt. One second is longer than what remains of any
   * delay in these tests, even with the largest jitter of a first retry.
   */
  private FakeTransport.Call<WhoAmIRequest, WhoAmIResponse> nextAttempt() {
    story.time.advance(Duration.ofSeconds(1));
    return story.transport.whoAmI();
  }

  private void assertOnlineWithoutCalls() {
    story.transport.stream().ready();
    story.assertState(ConnectionState.Kind.ONLINE);
    assertNoFurtherCalls();
  }

  private void assertNoFurtherCalls() {
    assertNoFurtherCalls(answers.size());
  }

  private void assertNoFurtherCalls(int answered) {
    story.time.advance(Duration.ofHours(2));
    story.transport.assertNoCalls();
    assertEquals(answered, answers.size());
  }

  private Answer<WhoAmIResponse> recordedAnswer() {
    return new Answer<>() {
      @Override
      public void onSuccess(WhoAmIResponse response) {
        answers.add(response.getSelf().getName());
      }

      @Override
      public void onFailure(CallFailure failure) {
        boolean foreign = failure.reason() == ErrorReason.ERROR_REASON_UNSPECIFIED;
        answers.add(foreign ? failure.code().name() : failure.reason().name());
      }
    };
  }

  private static CallFailure lost() {
    return CallFailure.of(Status.Code.UNAVAILABLE, "connection reset");
  }

  private static WhoAmIResponse me() {
    return WhoAmIResponse.newBuilder().setSelf(FakeTransport.self()).build();
  }

  private static JoinResponse renamed(String name) {
    User self = FakeTransport.self().toBuilder().setName(name).build();
    return FakeTransport.joined("t1").toBuilder().setSelf(self).build();
  }
}
