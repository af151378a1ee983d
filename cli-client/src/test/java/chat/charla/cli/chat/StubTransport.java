package chat.charla.cli.chat;

import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.Cancellable;
import chat.charla.client.StreamHandle;
import chat.charla.client.StreamListener;
import chat.charla.client.Transport;
import chat.charla.v1.BlockUserRequest;
import chat.charla.v1.BlockUserResponse;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.ExecuteResponse;
import chat.charla.v1.GetLoginOptionsRequest;
import chat.charla.v1.GetLoginOptionsResponse;
import chat.charla.v1.GetRoomRequest;
import chat.charla.v1.GetRoomResponse;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.Limits;
import chat.charla.v1.ListBlockedUsersRequest;
import chat.charla.v1.ListBlockedUsersResponse;
import chat.charla.v1.ListMembersRequest;
import chat.charla.v1.ListMembersResponse;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListRoomsResponse;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.OidcIssuer;
import chat.charla.v1.PresentUser;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.Room;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.UnblockUserRequest;
import chat.charla.v1.UnblockUserResponse;
import chat.charla.v1.UpdateMemberRequest;
import chat.charla.v1.UpdateMemberResponse;
import chat.charla.v1.UpdateRoomRequest;
import chat.charla.v1.UpdateRoomResponse;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server that the test controls, for behaviour that is rare with a real server. It accepts every
 * name, except after {@link #refuseNextJoin}, and leaves commands unanswered. Not thread-safe.
 */
final class StubTransport implements Transport {
  /** The server's limits for a message. */
  static final int MAX_TEXT = 40;

  static final Limits LIMITS =
      Limits.newBuilder().setMaxTextCodePoints(MAX_TEXT).setMaxTextBytes(4 * MAX_TEXT).build();

  private final StubRooms roomService = new StubRooms();
  private Limits limits = LIMITS;
  private final Deque<StreamListener> streams = new ArrayDeque<>();
  private final Deque<CallFailure> joinRefusals = new ArrayDeque<>();
  private final Deque<CallFailure> logInRefusals = new ArrayDeque<>();
  private final List<LogInRequest> logIns = new ArrayList<>();
  private final List<RegisterRequest> registrations = new ArrayList<>();
  private final Deque<CallFailure> registrationRefusals = new ArrayDeque<>();
  private @Nullable OidcIssuer issuer;
  private boolean byInvitation;
  private User account = User.getDefaultInstance();
  private final Deque<ConverseRequest> commands = new ArrayDeque<>();
  private final List<User> present = new ArrayList<>();
  private final List<User> blocked = new ArrayList<>();
  private final Deque<CallFailure> blockRefusals = new ArrayDeque<>();
  private final List<Room> rooms = new ArrayList<>();
  private boolean listing = true;
  private boolean listingFails;
  private boolean answersToLeave = true;
  private int renewed;
  private boolean unreachable;

  /** A request for past messages. The test answers it through {@code answer}. */
  record HistoryCall(ListMessagesRequest request, Answer<ListMessagesResponse> answer) {}

  private @Nullable HistoryCall history;

  /** The last request for past messages. */
  HistoryCall history() {
    if (history == null) {
      throw new AssertionError("there is no request for past messages");
    }
    return history;
  }

  void refuseNextJoin(CallFailure failure) {
    joinRefusals.add(failure);
  }

  void refuseNextLogIn(CallFailure failure) {
    logInRefusals.add(failure);
  }

  void refuseNextRegistration(CallFailure failure) {
    registrationRefusals.add(failure);
  }

  void refuseNextBlock(CallFailure failure) {
    blockRefusals.add(failure);
  }

  /** The users that the account blocks. */
  List<User> blocked() {
    return blocked;
  }

  /** The server supports settings and roles of rooms (edition 2). */
  StubRooms hasRoles() {
    limits = LIMITS.toBuilder().setEdition(2).build();
    return roomService;
  }

  @Override
  public Cancellable getRoom(GetRoomRequest request, String token, Answer<GetRoomResponse> answer) {
    roomService.get(request, answer);
    return () -> {};
  }

  @Override
  public Cancellable listMembers(
      ListMembersRequest request, String token, Answer<ListMembersResponse> answer) {
    roomService.list(answer);
    return () -> {};
  }

  @Override
  public Cancellable updateRoom(
      UpdateRoomRequest request, String token, Answer<UpdateRoomResponse> answer) {
    roomService.change(request, answer);
    return () -> {};
  }

  @Override
  public Cancellable updateMember(
      UpdateMemberRequest request, String token, Answer<UpdateMemberResponse> answer) {
    roomService.change(request, answer);
    return () -> {};
  }

  /** The server supports accounts (edition 1). */
  void hasAccounts() {
    limits = LIMITS.toBuilder().setEdition(1).build();
  }

  Limits limits() {
    return limits;
  }

  /** Sets the account that the user gets by logging in or registering. */
  void hasAccount(String name, String id) {
    account = User.newBuilder().setName(name).setId(id).setKind(UserKind.USER_KIND_ACCOUNT).build();
  }

  List<LogInRequest> logIns() {
    return logIns;
  }

  List<RegisterRequest> registrations() {
    return registrations;
  }

  /** Adds these users to the answers to {@code ListUsers}. */
  void lists(User... users) {
    present.addAll(List.of(users));
  }

  /** Adds a room to the answers to {@code ListRooms}. */
  void listsRoom(String name, int users) {
    rooms.add(Room.newBuilder().setName(name).setUserCount(users).build());
  }

  /** Sets whether the server answers {@code ListUsers}. */
  void answersToListing(boolean answers) {
    listing = answers;
  }

  void failsListing() {
    listingFails = true;
  }

  /** Lets all later queries fail, because there is no connection. */
  void isUnreachable() {
    unreachable = true;
  }

  void ignoresLeave() {
    answersToLeave = false;
  }

  /** The newest stream that the client has opened since the last call. */
  StreamListener nextStream() {
    StreamListener newest = streams.pollLast();
    streams.clear();
    if (newest == null) {
      throw new AssertionError("there is no stream");
    }
    return newest;
  }

  int connectionsRenewed() {
    return renewed;
  }

  @Override
  public void renewConnection() {
    renewed++;
  }

  boolean hasStream() {
    return !streams.isEmpty();
  }

  /** The next command of any stream, except {@code Open}. */
  ConverseRequest nextCommand() {
    return next(commands, "command");
  }

  boolean hasCommand() {
    return !commands.isEmpty();
  }

  @Override
  public Cancellable join(
      JoinRequest request, @Nullable String token, Answer<JoinResponse> answer) {
    CallFailure refusal = joinRefusals.poll();
    if (refusal != null) {
      answer.onFailure(refusal);
    } else {
      answer.onSuccess(
          JoinResponse.newBuilder()
              .setSelf(User.newBuilder().setId("me").setName(request.getName()))
              .setSessionToken("token")
              .setLimits(limits)
              .setWelcome("hola\n<Luis>: falso")
              .build());
    }
    return () -> {};
  }

  /** From now on the server accepts the id tokens of this issuer. */
  void hasIssuer(OidcIssuer named) {
    issuer = named;
  }

  /** From now on the server says that registration needs an invitation. */
  void needsInvitation() {
    byInvitation = true;
  }

  @Override
  public Cancellable getLoginOptions(
      GetLoginOptionsRequest request, Answer<GetLoginOptionsResponse> answer) {
    GetLoginOptionsResponse.Builder options =
        GetLoginOptionsResponse.newBuilder()
            .setSecure(true)
            .setRegistrationByInvitation(byInvitation);
    if (issuer != null) {
      options.addIssuers(issuer);
    }
    answer.onSuccess(options.build());
    return () -> {};
  }

  @Override
  public Cancellable logIn(LogInRequest request, Answer<LogInResponse> answer) {
    logIns.add(request);
    CallFailure refusal = logInRefusals.poll();
    if (refusal != null) {
      answer.onFailure(refusal);
    } else {
      answer.onSuccess(
          LogInResponse.newBuilder()
              .setJoined(signedIn("token of log-in " + logIns.size()))
              .build());
    }
    return () -> {};
  }

  @Override
  public Cancellable register(
      RegisterRequest request, @Nullable String token, Answer<RegisterResponse> answer) {
    registrations.add(request);
    CallFailure refusal = registrationRefusals.poll();
    if (refusal != null) {
      answer.onFailure(refusal);
    } else {
      answer.onSuccess(RegisterResponse.newBuilder().setJoined(signedIn("token")).build());
    }
    return () -> {};
  }

  private JoinResponse signedIn(String token) {
    return JoinResponse.newBuilder()
        .setSelf(account)
        .setSessionToken(token)
        .setLimits(limits)
        .build();
  }

  @Override
  public Cancellable blockUser(
      BlockUserRequest request, String token, Answer<BlockUserResponse> answer) {
    CallFailure refusal = blockRefusals.poll();
    if (refusal != null) {
      answer.onFailure(refusal);
      return () -> {};
    }
    present.stream().filter(user -> user.getId().equals(request.getUserId())).forEach(blocked::add);
    answer.onSuccess(BlockUserResponse.getDefaultInstance());
    return () -> {};
  }

  @Override
  public Cancellable unblockUser(
      UnblockUserRequest request, String token, Answer<UnblockUserResponse> answer) {
    blocked.removeIf(user -> user.getId().equals(request.getUserId()));
    answer.onSuccess(UnblockUserResponse.getDefaultInstance());
    return () -> {};
  }

  @Override
  public Cancellable listBlockedUsers(
      ListBlockedUsersRequest request, String token, Answer<ListBlockedUsersResponse> answer) {
    if (unreachable) {
      return failing(answer);
    }
    answer.onSuccess(ListBlockedUsersResponse.newBuilder().addAllUsers(blocked).build());
    return () -> {};
  }

  @Override
  public StreamHandle converse(String token, StreamListener listener) {
    streams.add(listener);
    return new StreamHandle() {
      @Override
      public void send(ConverseRequest command) {
        if (!command.hasOpen()) {
          commands.add(command);
        }
      }

      @Override
      public void request(int frames) {}

      @Override
      public void halfClose() {}

      @Override
      public void cancel() {}
    };
  }

  @Override
  public Cancellable listUsers(
      ListUsersRequest request, String token, Answer<ListUsersResponse> answer) {
    if (listingFails || unreachable) {
      return failing(answer);
    }
    if (listing) {
      ListUsersResponse.Builder users = ListUsersResponse.newBuilder();
      present.forEach(user -> users.addUsers(PresentUser.newBuilder().setUser(user)));
      answer.onSuccess(users.build());
    }
    return () -> {};
  }

  @Override
  public Cancellable leave(LeaveRequest request, String token, Answer<LeaveResponse> answer) {
    if (answersToLeave) {
      answer.onSuccess(LeaveResponse.getDefaultInstance());
    }
    return () -> {};
  }

  @Override
  public Cancellable whoAmI(WhoAmIRequest request, String token, Answer<WhoAmIResponse> answer) {
    return failing(answer);
  }

  @Override
  public Cancellable listRooms(
      ListRoomsRequest request, String token, Answer<ListRoomsResponse> answer) {
    if (unreachable) {
      return failing(answer);
    }
    answer.onSuccess(ListRoomsResponse.newBuilder().addAllRooms(rooms).build());
    return () -> {};
  }

  @Override
  public Cancellable listMessages(
      ListMessagesRequest request, String token, Answer<ListMessagesResponse> answer) {
    if (unreachable) {
      return failing(answer);
    }
    history = new HistoryCall(request, answer);
    return () -> {};
  }

  @Override
  public Cancellable execute(ExecuteRequest request, String token, Answer<ExecuteResponse> answer) {
    return failing(answer);
  }

  @Override
  public Cancellable sendMessage(
      SendMessageRequest request, String token, Answer<SendMessageResponse> answer) {
    return failing(answer);
  }

  private static <T> T next(Deque<T> queue, String what) {
    T first = queue.poll();
    if (first == null) {
      throw new AssertionError("there is no " + what);
    }
    return first;
  }

  private Cancellable failing(Answer<?> answer) {
    answer.onFailure(
        unreachable
            ? CallFailure.of(Status.Code.UNAVAILABLE, "java.net.ConnectException")
            : CallFailure.of(Status.Code.UNIMPLEMENTED, "not in this test"));
    return () -> {};
  }
}
