package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.AddCredentialRequest;
import chat.charla.v1.AddCredentialResponse;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.ChangePasswordResponse;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.CreateAccessTokenResponse;
import chat.charla.v1.Credential;
import chat.charla.v1.Cursor;
import chat.charla.v1.DeleteAccountResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.GetLoginOptionsResponse;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.ResetPasswordRequest;
import chat.charla.v1.ResetPasswordResponse;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Registering and logging in, and what happens to pending messages. */
class AccountTest {
  private static final Credential SECRET = password("correct horse");

  private final List<Object> answers = new ArrayList<>();

  @Test
  void aGuestWhoRegistersKeepsItsStream() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 3, 3));

    story.client.register("", SECRET, "laptop", answer());
    FakeTransport.Call<RegisterRequest, RegisterResponse> call = story.transport.registration();
    assertEquals("t1", call.token);
    assertEquals("laptop", call.request.getSessionLabel());
    call.succeed(RegisterResponse.newBuilder().setJoined(account("t1", "u1")).build());

    assertEquals(1, answers.size());
    story.assertState(ConnectionState.Kind.ONLINE);
    stream.messages("lobby", 4);
    assertEquals(List.of("lobby4"), story.listener.delivered());
    assertTrue(story.snapshot().isAccount());
    story.transport.assertNoCalls();
  }

  @Test
  void aUserWithoutAnIdentityCanRegister() {
    Story story = new Story(ClientOptions.builder(), null);
    story.client.start();
    story.assertState(ConnectionState.Kind.NAME_NEEDED);

    story.client.register("ana", SECRET, "", answer());
    FakeTransport.Call<RegisterRequest, RegisterResponse> call = story.transport.registration();
    assertNull(call.token);
    call.succeed(RegisterResponse.newBuilder().setJoined(account("t1", "u1")).build());

    assertEquals("t1", story.transport.stream().token);
  }

  @Test
  void aRefusedRegistrationChangesNothing() {
    Story story = new Story();
    story.online();

    story.client.register("ana", SECRET, "", answer());
    story.transport.registration().fail(Story.refusal(ErrorReason.ERROR_REASON_NAME_TAKEN));

    assertEquals(List.of(ErrorReason.ERROR_REASON_NAME_TAKEN), answers);
    story.assertState(ConnectionState.Kind.ONLINE);
    story.transport.assertNoCalls();
  }

  @Test
  void aLogInWhoseAnswerIsLostIsRepeatedWithTheSameRequestId() {
    Story story = new Story(ClientOptions.builder(), null);

    story.client.logIn("ana", SECRET, "", answer());
    FakeTransport.Call<LogInRequest, LogInResponse> first = story.transport.logIn();
    first.fail(CallFailure.of(Status.Code.UNAVAILABLE, "connection reset"));
    story.time.advance(Duration.ofSeconds(1));
    FakeTransport.Call<LogInRequest, LogInResponse> second = story.transport.logIn();

    assertEquals(36, first.request.getRequestId().length());
    assertEquals(first.request, second.request);
    second.succeed(loggedIn("t1", "u1"));
    assertEquals(ConnectionState.Kind.IDLE, story.client.state().kind());
    story.client.start();
    assertEquals("t1", story.transport.stream().token);
  }

  @Test
  void aUserWhoHasToLogInAgainLearnsHow() {
    Story story =
        new Story(
            ClientOptions.builder(),
            SavedSession.builder().identity("t1", "u1").account(true).name("ana").build());
    story.client.start();
    story.transport.stream().end(Story.refusal(ErrorReason.ERROR_REASON_SESSION_REVOKED));
    story.assertStopped(StopReason.SESSION_REVOKED);

    story.client.loginOptions(answer());
    story.transport.loginOptions().fail(CallFailure.of(Status.Code.UNAVAILABLE, "reset"));
    story.time.advance(Duration.ofSeconds(1));
    GetLoginOptionsResponse options =
        GetLoginOptionsResponse.newBuilder().setRegistration(true).build();
    story.transport.loginOptions().succeed(options);

    assertEquals(List.of(options), answers);
    story.assertStopped(StopReason.SESSION_REVOKED);
  }

  @Test
  void afterAnotherLogInOfTheSameAccountEverythingPendingIsRepeated() {
    Story story =
        new Story(
            ClientOptions.builder(),
            SavedSession.builder().identity("t1", "u1").account(true).name("ana").build());
    story.client.start();
    FakeTransport.Stream first = story.transport.stream();
    first.ready(FakeTransport.timeline("lobby", 3, 3));
    first.messages("lobby", 4);
    PendingMessage message = story.say("hello");
    first.end(Story.refusal(ErrorReason.ERROR_REASON_SESSION_REVOKED));
    story.assertStopped(StopReason.SESSION_REVOKED);

    story.client.logIn("ana", SECRET, "", answer());
    story.transport.logIn().succeed(loggedIn("t2", "u1"));

    FakeTransport.Stream second = story.transport.stream();
    assertEquals("t2", second.token);
    assertEquals(4, second.open.getCursors(1).getAfterSequence());
    second.ready(FakeTransport.timeline("lobby", 4, 4));
    assertEquals(message.clientMessageId(), second.take().getSendMessage().getClientMessageId());
    assertEquals(PendingMessage.Status.PENDING, message.status());
  }

  @Test
  void afterALogInToAnotherAccountTheGuestLeavesAndItsMessagesAreNotSent() {
    Story story = new Story(ClientOptions.builder().name("ana").inboxBacklog(20), null);
    FakeTransport.Stream first = story.online(FakeTransport.timeline("lobby", 3, 3));
    PendingMessage written = story.say("written");
    first.lose();
    story.assertState(ConnectionState.Kind.WAITING);
    PendingMessage unwritten = story.say("unwritten");

    story.client.logIn("bob", SECRET, "", answer());
    story.transport.logIn().succeed(loggedIn("t2", "u2"));

    FakeTransport.Stream second = story.transport.stream();
    assertEquals("t2", second.token);
    assertEquals(
        Set.of("lobby"),
        second.open.getCursorsList().stream().map(Cursor::getRoom).collect(Collectors.toSet()));
    assertEquals(20, second.open.getInboxBacklog());
    assertEquals("u2", story.snapshot().userId());
    assertEquals(PendingMessage.Status.OUTCOME_UNKNOWN, written.status());
    assertEquals(Refusal.Kind.NOT_RUNNING, refusal(unwritten).kind());
    second.ready(FakeTransport.timeline("lobby", 3, 3));
    assertEquals(0, second.commandsWaiting());
    assertEquals("t1", story.transport.leave().token);
  }

  @Test
  void aWrongPasswordLeavesTheClientAsItWas() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 3, 3));

    story.client.logIn("bob", SECRET, "", answer());
    story.transport.logIn().fail(Story.refusal(ErrorReason.ERROR_REASON_LOGIN_REFUSED));

    assertEquals(List.of(ErrorReason.ERROR_REASON_LOGIN_REFUSED), answers);
    story.assertState(ConnectionState.Kind.ONLINE);
    stream.messages("lobby", 4);
    assertEquals(List.of("lobby4"), story.listener.delivered());
  }

  @Test
  void aUserCanLogInToAServerWithoutGuests() {
    Story story = new Story();
    story.say("hello");
    story.client.start();
    story.transport.join().fail(Story.refusal(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED));
    story.assertStopped(StopReason.ACCOUNT_REQUIRED);

    story.client.logIn("bob", SECRET, "", answer());
    story.transport.logIn().succeed(loggedIn("t2", "u2"));

    FakeTransport.Stream stream = story.transport.stream();
    assertEquals("t2", stream.token);
    stream.ready(FakeTransport.timeline("lobby", 3, 3));
    assertEquals(List.of("hello"), stream.texts(), "what was written before is sent");
  }

  @Test
  void aClosedClientDoesNotLogIn() {
    Story story = new Story();
    story.client.close();

    story.client.logIn("bob", SECRET, "", answer());

    story.transport.assertNoCalls();
    assertEquals(1, answers.size());
  }

  @Test
  void aChangeOfThePasswordSucceedsAlthoughItsFirstAnswerIsLost() {
    Story story = new Story();
    story.online();
    ChangePasswordRequest request =
        ChangePasswordRequest.newBuilder().setPresent(SECRET).setNewPassword("battery").build();

    story.client.account().changePassword(request, answer());
    story.transport.passwordChange().fail(CallFailure.of(Status.Code.UNAVAILABLE, "reset"));
    story.time.advance(Duration.ofSeconds(1));
    FakeTransport.Call<ChangePasswordRequest, ChangePasswordResponse> second =
        story.transport.passwordChange();
    assertEquals(request, second.request);
    second.fail(Story.refusal(ErrorReason.ERROR_REASON_LOGIN_REFUSED));
    FakeTransport.Call<ChangePasswordRequest, ChangePasswordResponse> third =
        story.transport.passwordChange();
    assertEquals("battery", third.request.getPresent().getPassword());
    third.succeed(ChangePasswordResponse.getDefaultInstance());

    assertEquals(List.of(ChangePasswordResponse.getDefaultInstance()), answers);
  }

  @Test
  void aWrongPresentPasswordIsNotReplacedByTheNewOne() {
    Story story = new Story();
    story.online();

    story.client.account().changePassword(ChangePasswordRequest.getDefaultInstance(), answer());
    story.transport.passwordChange().fail(Story.refusal(ErrorReason.ERROR_REASON_LOGIN_REFUSED));

    assertEquals(List.of(ErrorReason.ERROR_REASON_LOGIN_REFUSED), answers);
    story.transport.assertNoCalls();
  }

  @Test
  void aPasswordIsResetWithoutAnIdentityAndALostAnswerIsNoSuccess() {
    Story story = new Story(ClientOptions.builder(), null);
    ResetPasswordRequest request =
        ResetPasswordRequest.newBuilder().setName("ana").setRecoveryCode("code").build();

    story.client.resetPassword(request, answer());
    story.transport.passwordReset().fail(CallFailure.of(Status.Code.UNAVAILABLE, "reset"));
    story.time.advance(Duration.ofSeconds(1));
    FakeTransport.Call<ResetPasswordRequest, ResetPasswordResponse> second =
        story.transport.passwordReset();
    assertEquals(request, second.request);
    second.fail(Story.refusal(ErrorReason.ERROR_REASON_LOGIN_REFUSED));

    assertEquals(List.of(ErrorReason.ERROR_REASON_LOGIN_REFUSED), answers);
    story.transport.assertNoCalls();
  }

  @Test
  void anAccessTokenWhoseAnswerIsLostIsRequestedAgainWithTheSameRequestId() {
    Story story = new Story();
    story.online();
    CreateAccessTokenResponse created =
        CreateAccessTokenResponse.newBuilder().setToken("a token").build();

    story
        .client
        .account()
        .createAccessToken(
            CreateAccessTokenRequest.newBuilder().setPresent(SECRET).build(), answer());
    FakeTransport.Call<CreateAccessTokenRequest, CreateAccessTokenResponse> first =
        story.transport.accessToken();
    first.fail(CallFailure.of(Status.Code.UNAVAILABLE, "reset"));
    story.time.advance(Duration.ofSeconds(1));
    FakeTransport.Call<CreateAccessTokenRequest, CreateAccessTokenResponse> second =
        story.transport.accessToken();
    second.succeed(created);

    assertEquals(List.of(created), answers);
    assertFalse(first.request.getRequestId().isEmpty());
    assertEquals(first.request, second.request);
  }

  @Test
  void aCredentialWhoseAnswerIsLostIsAddedAgain() {
    Story story = new Story();
    story.online();
    AddCredentialRequest request =
        AddCredentialRequest.newBuilder()
            .setPresent(SECRET)
            .setAdded(Credential.newBuilder().setClientCertificate(true))
            .build();

    story.client.account().addCredential(request, answer());
    story.transport.addition().fail(CallFailure.of(Status.Code.UNAVAILABLE, "reset"));
    story.time.advance(Duration.ofSeconds(1));
    FakeTransport.Call<AddCredentialRequest, AddCredentialResponse> second =
        story.transport.addition();
    second.succeed(AddCredentialResponse.getDefaultInstance());

    assertEquals(List.of(AddCredentialResponse.getDefaultInstance()), answers);
    assertEquals(request, second.request);
  }

  @Test
  void afterTheDeletionOfItsAccountTheClientHasLeft() {
    Story story = new Story();
    story.online();
    PendingMessage message = story.say("hello");

    story.client.deleteAccount(SECRET, answer());
    story.transport.deletion().succeed(DeleteAccountResponse.getDefaultInstance());

    story.assertState(ConnectionState.Kind.LEFT);
    assertEquals(PendingMessage.Status.OUTCOME_UNKNOWN, message.status());
    assertNull(story.snapshot().token());
  }

  @Test
  void aDeletionWhoseAnswerIsLostIsRepeatedAndSucceeds() {
    Story story = new Story();
    story.online();

    story.client.deleteAccount(SECRET, answer());
    story.transport.deletion().fail(CallFailure.of(Status.Code.UNAVAILABLE, "reset"));
    story.time.advance(Duration.ofSeconds(1));
    story.transport.deletion().fail(Story.refusal(ErrorReason.ERROR_REASON_SESSION_ENDED));

    assertEquals(List.of(DeleteAccountResponse.getDefaultInstance()), answers);
    story.assertState(ConnectionState.Kind.LEFT);
  }

  @Test
  void aTransportWithoutAccountsRefuses() {
    Story story = new Story();
    story.online();

    story.client.account().listSessions(answer());
    story.time.run();

    assertEquals(List.of(ErrorReason.ERROR_REASON_COMMAND_UNKNOWN), answers);
  }

  /** Collects the answer, or the reason of the failure. */
  private <T> Answer<T> answer() {
    return new Answer<>() {
      @Override
      public void onSuccess(T response) {
        answers.add(response);
      }

      @Override
      public void onFailure(CallFailure failure) {
        answers.add(failure.reason());
      }
    };
  }

  private static Refusal refusal(PendingMessage message) {
    Refusal refusal = message.refusal();
    assertNotNull(refusal);
    return refusal;
  }

  private static Credential password(String password) {
    return Credential.newBuilder().setPassword(password).build();
  }

  private static LogInResponse loggedIn(String token, String userId) {
    return LogInResponse.newBuilder().setJoined(account(token, userId)).build();
  }

  private static JoinResponse account(String token, String userId) {
    User self =
        User.newBuilder().setId(userId).setName("bob").setKind(UserKind.USER_KIND_ACCOUNT).build();
    return FakeTransport.joined(token).toBuilder().setSelf(self).build();
  }
}
