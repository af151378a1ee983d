package chat.charla.kit.world;

import chat.charla.testkit.network.RelayedCall;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.BlockUserRequest;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.Credential;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.Event;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveRoom;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.Open;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.ResetPasswordRequest;
import chat.charla.v1.RevokeSessionRequest;
import chat.charla.v1.Room;
import chat.charla.v1.Scope;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.UnblockUserRequest;
import chat.charla.v1.User;
import chat.charla.v1.WhoAmIRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;

/**
 * Another client, played by the kit. It connects directly to the server, without the wire and the
 * relay. Every method that makes a unary call waits for the server's answer.
 */
public final class OtherClient implements AutoCloseable {
  private static final int PAGE = 1000;

  private final ManagedChannel channel;
  private final User self;
  private final String token;

  private OtherClient(ManagedChannel channel, User self, String token) {
    this.channel = channel;
    this.self = self;
    this.token = token;
  }

  static ManagedChannel channel(int port) {
    return Grpc.newChannelBuilderForAddress("localhost", port, InsecureChannelCredentials.create())
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .build();
  }

  /** Joins as a new identity with this name. */
  static OtherClient join(int port, String name) {
    ManagedChannel channel = channel(port);
    try {
      var response =
          ChatServiceGrpc.newBlockingStub(channel)
              .join(JoinRequest.newBuilder().setName(name).build());
      return new OtherClient(channel, response.getSelf(), response.getSessionToken());
    } catch (RuntimeException e) {
      channel.shutdownNow();
      throw e;
    }
  }

  /** Registers an account, and continues as its first session. */
  static OtherClient register(int port, String name, String password) {
    ManagedChannel channel = channel(port);
    try {
      JoinResponse response =
          AccountServiceGrpc.newBlockingStub(channel)
              .register(
                  RegisterRequest.newBuilder()
                      .setName(name)
                      .setCredential(password(password))
                      .build())
              .getJoined();
      return new OtherClient(channel, response.getSelf(), response.getSessionToken());
    } catch (RuntimeException e) {
      channel.shutdownNow();
      throw e;
    }
  }

  /** Opens another session of this client's account, and returns its token. */
  public String logIn(String password) {
    return AccountServiceGrpc.newBlockingStub(channel)
        .logIn(
            LogInRequest.newBuilder()
                .setName(self.getName())
                .setCredential(password(password))
                .build())
        .getJoined()
        .getSessionToken();
  }

  /** Changes the password of this client's account, which revokes its other sessions. */
  public void changePassword(String present, String next) {
    var ignored =
        accounts()
            .changePassword(
                ChangePasswordRequest.newBuilder()
                    .setPresent(password(present))
                    .setNewPassword(next)
                    .build());
  }

  /** Resets the password of this client's account, which revokes its sessions. */
  public void resetPassword(String recoveryCode, String next) {
    var ignored =
        accounts()
            .resetPassword(
                ResetPasswordRequest.newBuilder()
                    .setName(self.getName())
                    .setRecoveryCode(recoveryCode)
                    .setNewPassword(next)
                    .build());
  }

  /** Creates an access token of this client's account. */
  public String accessToken(String password, Scope... scopes) {
    return accounts()
        .createAccessToken(
            CreateAccessTokenRequest.newBuilder()
                .setPresent(password(password))
                .addAllScopes(List.of(scopes))
                .build())
        .getToken();
  }

  /** Revokes the other sessions of this client's account. */
  public void revokeOthers() {
    var ignored =
        accounts().revokeSession(RevokeSessionRequest.newBuilder().setAllOthers(true).build());
  }

  /** Makes this client's account refuse the private messages of a user. */
  public void block(String userId) {
    var ignored = accounts().blockUser(BlockUserRequest.newBuilder().setUserId(userId).build());
  }

  /** Makes this client's account accept the private messages of a user again. */
  public void unblock(String userId) {
    var ignored = accounts().unblockUser(UnblockUserRequest.newBuilder().setUserId(userId).build());
  }

  /** Returns a client that uses the token of an existing identity. */
  static OtherClient as(int port, String token) {
    OtherClient unknown = new OtherClient(channel(port), User.getDefaultInstance(), token);
    User self = unknown.stub().whoAmI(WhoAmIRequest.getDefaultInstance()).getSelf();
    return new OtherClient(unknown.channel, self, token);
  }

  /** A client with the same identity, connected to a server that now listens on another port. */
  public OtherClient at(int port) {
    channel.shutdownNow();
    return new OtherClient(channel(port), self, token);
  }

  /** The public id of this client's identity. */
  public String id() {
    return self.getId();
  }

  /** Posts a message to the lobby. */
  public void say(String text) {
    say("lobby", text);
  }

  /** Posts a message to a room. */
  public void say(String room, String text) {
    var ignored =
        stub().sendMessage(SendMessageRequest.newBuilder().setRoom(room).setText(text).build());
  }

  /** Posts this many messages to the lobby: {@code text 1}, {@code text 2} … */
  public void chatter(int count, String text) {
    for (int i = 1; i <= count; i++) {
      say(text + " " + i);
    }
  }

  /** Sends a private message. */
  public void tell(String userId, String text) {
    var ignored =
        stub().sendMessage(SendMessageRequest.newBuilder().setUserId(userId).setText(text).build());
  }

  /** The durable events of a room, or of this client's inbox if the name is empty. */
  public List<Event> history(String room) {
    List<Event> events = new ArrayList<>();
    ListMessagesRequest request =
        ListMessagesRequest.newBuilder()
            .setRoom(room)
            .setAfterSequence(0)
            .setPageSize(PAGE)
            .build();
    String page = "";
    do {
      ListMessagesResponse response =
          stub().listMessages(request.toBuilder().setPageToken(page).build());
      events.addAll(response.getEventsList());
      page = response.getNextPageToken();
    } while (!page.isEmpty());
    return events;
  }

  /** Whether a user of this name is present in the lobby. */
  public boolean isPresent(String name) {
    return stub()
        .listUsers(ListUsersRequest.newBuilder().setRoom("lobby").build())
        .getUsersList()
        .stream()
        .anyMatch(present -> present.getUser().getName().equals(name));
  }

  /** The names of all rooms; a scenario has few enough for one page. */
  public List<String> rooms() {
    return stub().listRooms(ListRoomsRequest.getDefaultInstance()).getRoomsList().stream()
        .map(Room::getName)
        .toList();
  }

  /** Enters a room by {@code Execute}. */
  public void enterRoom(String room) {
    EnterRoom enter = EnterRoom.newBuilder().setRoom(room).build();
    execute(ConverseRequest.newBuilder().setEnterRoom(enter));
  }

  /** Leaves a room by {@code Execute}. */
  public void leaveRoom(String room) {
    LeaveRoom leave = LeaveRoom.newBuilder().setRoom(room).build();
    execute(ConverseRequest.newBuilder().setLeaveRoom(leave));
  }

  private void execute(ConverseRequest.Builder command) {
    var ignored = stub().execute(ExecuteRequest.newBuilder().setCommand(command).build());
  }

  /** Ends the identity. */
  public void leave() {
    var ignored = stub().leave(LeaveRequest.getDefaultInstance());
  }

  /** Opens a stream that stays open, and discards the events that it delivers. */
  public void open(long streamNumber) {
    converse(
        ConverseRequest.newBuilder()
            .setOpen(Open.newBuilder().setStreamNumber(streamNumber))
            .build());
  }

  /** Enters a room, on a stream that stays open. */
  public void enter(String room) {
    converse(
        ConverseRequest.newBuilder().setEnterRoom(EnterRoom.newBuilder().setRoom(room)).build());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private void converse(ConverseRequest command) {
    StreamObserver<ConverseRequest> commands =
        ChatServiceGrpc.newStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers()))
            .converse(new Ignore());
    commands.onNext(command);
  }

  private ChatServiceGrpc.ChatServiceBlockingStub stub() {
    return ChatServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers()));
  }

  private AccountServiceGrpc.AccountServiceBlockingStub accounts() {
    return AccountServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers()));
  }

  private static Credential password(String password) {
    return Credential.newBuilder().setPassword(password).build();
  }

  private Metadata headers() {
    Metadata headers = new Metadata();
    headers.put(RelayedCall.AUTHORIZATION, "Bearer " + token);
    return headers;
  }

  /** Ignores what the server delivers: scenarios read the history instead. */
  private static final class Ignore implements StreamObserver<ConverseResponse> {
    @Override
    public void onNext(ConverseResponse frame) {}

    @Override
    public void onError(Throwable end) {}

    @Override
    public void onCompleted() {}
  }
}
