package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.VirtualTime;
import chat.charla.v1.AddCredentialRequest;
import chat.charla.v1.AddCredentialResponse;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.ChangePasswordResponse;
import chat.charla.v1.Closing;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.CreateAccessTokenResponse;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.DeleteAccountResponse;
import chat.charla.v1.Error;
import chat.charla.v1.Event;
import chat.charla.v1.EventBatch;
import chat.charla.v1.GetLoginOptionsRequest;
import chat.charla.v1.GetLoginOptionsResponse;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.Limits;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.MembershipChanged;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.Open;
import chat.charla.v1.Ready;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.ResetPasswordRequest;
import chat.charla.v1.ResetPasswordResponse;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A transport for which the test plays the server: the test takes the calls one after the other,
 * and answers them. {@link #assertNoCalls} fails if there is a call that the test has not taken.
 */
final class FakeTransport extends NoSideCalls {
  static final Limits LIMITS =
      Limits.newBuilder()
          .setMaxTextCodePoints(10)
          .setMaxTextBytes(20)
          .setMaxOutstandingCommands(4)
          .setMaxRequestBytes(100_000)
          .build();

  /** A unary call, seen from the server. */
  static final class Call<Q, A> {
    final Q request;
    final @Nullable String token;
    private final Answer<A> answer;
    private final VirtualTime time;
    boolean cancelled;

    Call(Q request, @Nullable String token, Answer<A> answer, VirtualTime time) {
      this.request = request;
      this.token = token;
      this.answer = answer;
      this.time = time;
    }

    void succeed(A response) {
      answer.onSuccess(response);
      time.run();
    }

    void fail(CallFailure failure) {
      answer.onFailure(failure);
      time.run();
    }
  }

  /** A stream, seen from the server. */
  static final class Stream implements StreamHandle {
    final String token;

    /** The {@code Open} of this stream. */
    Open open = Open.getDefaultInstance();

    private final StreamListener listener;
    private final VirtualTime time;
    private final Queue<ConverseRequest> commands = new ArrayDeque<>();
    boolean halfClosed;
    boolean cancelled;
    int requested;

    Stream(String token, StreamListener listener, VirtualTime time) {
      this.token = token;
      this.listener = listener;
      this.time = time;
    }

    @Override
    public void send(ConverseRequest command) {
      commands.add(command);
    }

    @Override
    public void request(int frames) {
      requested += frames;
    }

    @Override
    public void halfClose() {
      halfClosed = true;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    /** The next command. */
    ConverseRequest take() {
      return commands.remove();
    }

    /** The texts of the sent messages that the test has not taken. */
    List<String> texts() {
      return commands.stream().map(command -> command.getSendMessage().getText()).toList();
    }

    int commandsWaiting() {
      return commands.size();
    }

    void frame(ConverseResponse.Builder frame) {
      listener.onFrame(frame.build());
      time.run();
    }

    /** Sends {@code Ready} for the inbox and these rooms. */
    void ready(TimelineState... rooms) {
      ready(LIMITS, rooms);
    }

    /** Sends {@code Ready} with these limits, for the inbox and these rooms. */
    void ready(Limits limits, TimelineState... rooms) {
      Ready.Builder ready =
          Ready.newBuilder().setSelf(self()).setLimits(limits).addTimelines(timeline("", 0, 0));
      for (TimelineState room : rooms) {
        ready.addTimelines(room);
      }
      frame(ConverseResponse.newBuilder().setReady(ready));
    }

    /** Delivers messages of a room in one batch. */
    void messages(String room, long... sequences) {
      EventBatch.Builder batch = EventBatch.newBuilder();
      for (long sequence : sequences) {
        batch.addEvents(message(room, sequence));
      }
      frame(ConverseResponse.newBuilder().setBatch(batch));
    }

    void event(Event.Builder event) {
      frame(ConverseResponse.newBuilder().setBatch(EventBatch.newBuilder().addEvents(event)));
    }

    void result(ConverseRequest command, CommandResult.Builder result) {
      frame(ConverseResponse.newBuilder().setRequestId(command.getRequestId()).setResult(result));
    }

    void changed(MembershipChanged.Builder change) {
      frame(ConverseResponse.newBuilder().setMembershipChanged(change));
    }

    void sent(ConverseRequest command, long sequence) {
      SendMessageResponse.Builder response =
          SendMessageResponse.newBuilder()
              .setRoom(command.getSendMessage().getRoom())
              .setSequence(sequence);
      result(command, CommandResult.newBuilder().setMessageSent(response));
    }

    void refuse(ConverseRequest command, Error.Builder error) {
      result(command, CommandResult.newBuilder().setError(ReasonCodes.complete(error)));
    }

    void closing(Closing.Builder closing) {
      frame(ConverseResponse.newBuilder().setClosing(closing));
    }

    void end(@Nullable CallFailure failure) {
      listener.onClosed(failure);
      time.run();
    }

    /** The connection breaks. */
    void lose() {
      end(CallFailure.of(Status.Code.UNAVAILABLE, "connection reset"));
    }
  }

  int connectionsAbandoned;
  int connectionsRenewed;

  /** How many of the next attempts to open a stream throw an exception. */
  int failuresToOpen;

  private final VirtualTime time;
  private final List<Call<JoinRequest, JoinResponse>> joins = new ArrayList<>();
  private final List<Call<LeaveRequest, LeaveResponse>> leaves = new ArrayList<>();
  private final List<Call<WhoAmIRequest, WhoAmIResponse>> whoAmIs = new ArrayList<>();
  private final List<Call<RegisterRequest, RegisterResponse>> registrations = new ArrayList<>();
  private final List<Call<LogInRequest, LogInResponse>> logIns = new ArrayList<>();
  private final List<Call<GetLoginOptionsRequest, GetLoginOptionsResponse>> optionsCalls =
      new ArrayList<>();
  private final List<Call<ResetPasswordRequest, ResetPasswordResponse>> resets = new ArrayList<>();
  private final List<Call<ChangePasswordRequest, ChangePasswordResponse>> changes =
      new ArrayList<>();
  private final List<Call<CreateAccessTokenRequest, CreateAccessTokenResponse>> accessTokens =
      new ArrayList<>();
  private final List<Call<AddCredentialRequest, AddCredentialResponse>> additions =
      new ArrayList<>();
  private final List<Call<DeleteAccountRequest, DeleteAccountResponse>> deletions =
      new ArrayList<>();
  private final List<Stream> streams = new ArrayList<>();

  FakeTransport(VirtualTime time) {
    this.time = time;
  }

  static User self() {
    return User.newBuilder().setId("u1").setName("ana").build();
  }

  static JoinResponse joined(String token) {
    return JoinResponse.newBuilder()
        .setSelf(self())
        .setSessionToken(token)
        .setLimits(LIMITS)
        .build();
  }

  static TimelineState timeline(String room, long head, long resumeAfter) {
    return TimelineState.newBuilder()
        .setRoom(room)
        .setEpoch("e1")
        .setHeadSequence(head)
        .setFirstSequence(1)
        .setResumeAfter(resumeAfter)
        .build();
  }

  static Event.Builder message(String room, long sequence) {
    return Event.newBuilder()
        .setRoom(room)
        .setSequence(sequence)
        .setMessagePosted(MessagePosted.newBuilder().setText(room + sequence));
  }

  /** The only new {@code Join}. */
  Call<JoinRequest, JoinResponse> join() {
    time.run();
    assertEquals(1, joins.size(), "new joins");
    return joins.remove(0);
  }

  /** The only new {@code Leave}. */
  Call<LeaveRequest, LeaveResponse> leave() {
    time.run();
    assertEquals(1, leaves.size(), "new leaves");
    return leaves.remove(0);
  }

  /** The only new {@code WhoAmI}. */
  Call<WhoAmIRequest, WhoAmIResponse> whoAmI() {
    time.run();
    assertEquals(1, whoAmIs.size(), "new whoAmIs");
    return whoAmIs.remove(0);
  }

  /** The only new {@code Register}. */
  Call<RegisterRequest, RegisterResponse> registration() {
    return only(registrations, "registrations");
  }

  /** The only new {@code LogIn}. */
  Call<LogInRequest, LogInResponse> logIn() {
    return only(logIns, "log-ins");
  }

  /** The only new {@code GetLoginOptions}. */
  Call<GetLoginOptionsRequest, GetLoginOptionsResponse> loginOptions() {
    return only(optionsCalls, "requests for the ways to log in");
  }

  /** The only new {@code ChangePassword}. */
  Call<ChangePasswordRequest, ChangePasswordResponse> passwordChange() {
    return only(changes, "changes of the password");
  }

  /** The only new {@code ResetPassword}. */
  Call<ResetPasswordRequest, ResetPasswordResponse> passwordReset() {
    return only(resets, "resets of the password");
  }

  /** The only new {@code CreateAccessToken}. */
  Call<CreateAccessTokenRequest, CreateAccessTokenResponse> accessToken() {
    return only(accessTokens, "requests for access tokens");
  }

  /** The only new {@code AddCredential}. */
  Call<AddCredentialRequest, AddCredentialResponse> addition() {
    return only(additions, "added credentials");
  }

  /** The only new {@code DeleteAccount}. */
  Call<DeleteAccountRequest, DeleteAccountResponse> deletion() {
    return only(deletions, "deletions");
  }

  /** The only new stream; takes its {@code Open}. */
  Stream stream() {
    time.run();
    assertEquals(1, streams.size(), "new streams");
    Stream stream = streams.remove(0);
    ConverseRequest first = stream.commands.remove();
    assertTrue(first.hasOpen(), "the first command is Open");
    stream.open = first.getOpen();
    return stream;
  }

  void assertNoCalls() {
    time.run();
    assertEquals(
        0,
        joins.size()
            + leaves.size()
            + whoAmIs.size()
            + registrations.size()
            + logIns.size()
            + optionsCalls.size()
            + changes.size()
            + resets.size()
            + deletions.size()
            + streams.size(),
        "calls that the test has not taken");
  }

  @Override
  public Cancellable join(
      JoinRequest request, @Nullable String token, Answer<JoinResponse> answer) {
    return add(joins, new Call<>(request, token, answer, time));
  }

  @Override
  public Cancellable leave(LeaveRequest request, String token, Answer<LeaveResponse> answer) {
    return add(leaves, new Call<>(request, token, answer, time));
  }

  @Override
  public Cancellable whoAmI(WhoAmIRequest request, String token, Answer<WhoAmIResponse> answer) {
    return add(whoAmIs, new Call<>(request, token, answer, time));
  }

  @Override
  public Cancellable register(
      RegisterRequest request, @Nullable String token, Answer<RegisterResponse> answer) {
    return add(registrations, new Call<>(request, token, answer, time));
  }

  @Override
  public Cancellable logIn(LogInRequest request, Answer<LogInResponse> answer) {
    return add(logIns, new Call<>(request, null, answer, time));
  }

  @Override
  public Cancellable getLoginOptions(
      GetLoginOptionsRequest request, Answer<GetLoginOptionsResponse> answer) {
    return add(optionsCalls, new Call<>(request, null, answer, time));
  }

  @Override
  public Cancellable changePassword(
      ChangePasswordRequest request, String token, Answer<ChangePasswordResponse> answer) {
    return add(changes, new Call<>(request, token, answer, time));
  }

  @Override
  public Cancellable resetPassword(
      ResetPasswordRequest request, Answer<ResetPasswordResponse> answer) {
    return add(resets, new Call<>(request, null, answer, time));
  }

  @Override
  public Cancellable createAccessToken(
      CreateAccessTokenRequest request, String token, Answer<CreateAccessTokenResponse> answer) {
    return add(accessTokens, new Call<>(request, token, answer, time));
  }

  @Override
  public Cancellable addCredential(
      AddCredentialRequest request, String token, Answer<AddCredentialResponse> answer) {
    return add(additions, new Call<>(request, token, answer, time));
  }

  @Override
  public Cancellable deleteAccount(
      DeleteAccountRequest request, String token, Answer<DeleteAccountResponse> answer) {
    return add(deletions, new Call<>(request, token, answer, time));
  }

  @Override
  public StreamHandle converse(String token, StreamListener listener) {
    if (failuresToOpen > 0) {
      failuresToOpen--;
      throw new IllegalStateException("a defect of the transport");
    }
    Stream stream = new Stream(token, listener, time);
    streams.add(stream);
    return stream;
  }

  @Override
  public void abandonConnection() {
    connectionsAbandoned++;
  }

  @Override
  public void renewConnection() {
    connectionsRenewed++;
  }

  private <Q, A> Call<Q, A> only(List<Call<Q, A>> calls, String what) {
    time.run();
    assertEquals(1, calls.size(), "new " + what);
    return calls.remove(0);
  }

  private static <Q, A> Cancellable add(List<Call<Q, A>> calls, Call<Q, A> call) {
    calls.add(call);
    return () -> call.cancelled = true;
  }
}
