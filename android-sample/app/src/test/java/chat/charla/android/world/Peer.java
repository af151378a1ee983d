package chat.charla.android.world;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.CreateRecoveryCodeRequest;
import chat.charla.admin.v1.RenameUserRequest;
import chat.charla.client.CallFailure;
import chat.charla.testkit.Patience;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.Credential;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListSessionsRequest;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.PresentUser;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RevokeSessionRequest;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.Session;
import chat.charla.v1.User;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Another identity in the chat, which the test controls. It makes blocking calls, and never
 * reconnects. Not thread-safe.
 */
public final class Peer implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel channel;
  private final User self;
  private final String token;

  private Peer(ManagedChannel channel, User self, String token) {
    this.channel = channel;
    this.self = self;
    this.token = token;
  }

  /** Joins the server on this port as a new identity. */
  public static Peer join(int port, String name) {
    ManagedChannel channel = channel(port);
    try {
      JoinResponse joined = join(channel, name);
      return new Peer(channel, joined.getSelf(), joined.getSessionToken());
    } catch (StatusRuntimeException refused) {
      channel.shutdownNow();
      throw refused;
    }
  }

  /** Registers an account, with a session of its own. */
  public static Peer register(int port, String name, String password) {
    return signedIn(
        port,
        accounts ->
            accounts
                .register(
                    RegisterRequest.newBuilder()
                        .setName(name)
                        .setCredential(Credential.newBuilder().setPassword(password))
                        .setSessionLabel("desk")
                        .build())
                .getJoined());
  }

  /** Logs in to an account, with a session of its own. */
  public static Peer logIn(int port, String name, String password) {
    return signedIn(
        port,
        accounts ->
            accounts
                .logIn(
                    LogInRequest.newBuilder()
                        .setName(name)
                        .setCredential(Credential.newBuilder().setPassword(password))
                        .setSessionLabel("desk")
                        .build())
                .getJoined());
  }

  private static Peer signedIn(
      int port, Function<AccountServiceGrpc.AccountServiceBlockingStub, JoinResponse> call) {
    ManagedChannel channel = channel(port);
    try {
      JoinResponse joined =
          call.apply(
              AccountServiceGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
      return new Peer(channel, joined.getSelf(), joined.getSessionToken());
    } catch (StatusRuntimeException refused) {
      channel.shutdownNow();
      throw refused;
    }
  }

  /** The sessions of the identity. */
  public List<Session> sessions() {
    return accounts().listSessions(ListSessionsRequest.getDefaultInstance()).getSessionsList();
  }

  /** Whether the server says that the session was revoked. */
  public boolean isRevoked() {
    try {
      var ignored = sessions();
      return false;
    } catch (StatusRuntimeException refused) {
      return CallFailure.fromStatus(refused.getStatus(), refused.getTrailers()).reason()
          == ErrorReason.ERROR_REASON_SESSION_REVOKED;
    }
  }

  /** Ends all sessions of the account but this one. */
  public void revokeOthers() {
    var ignored =
        accounts().revokeSession(RevokeSessionRequest.newBuilder().setAllOthers(true).build());
  }

  /**
   * Makes a recovery code for the account.
   *
   * @param adminToken the administration token of the server
   */
  String recoveryCode(String adminToken) {
    return AdminServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers(adminToken)))
        .withDeadlineAfter(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)
        .createRecoveryCode(CreateRecoveryCodeRequest.newBuilder().setUserId(id()).build())
        .getRecoveryCode()
        .getCode();
  }

  /**
   * Gives this peer's account another name, as the operator of the server does.
   *
   * @param adminToken the administration token of the server
   */
  void isRenamed(String adminToken, String name) {
    var unused =
        AdminServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers(adminToken)))
            .withDeadlineAfter(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)
            .renameUser(RenameUserRequest.newBuilder().setUserId(id()).setName(name).build());
  }

  /** The public id. */
  public String id() {
    return self.getId();
  }

  /**
   * Opens a stream, so that the identity becomes present. The events of this stream are ignored.
   */
  @CanIgnoreReturnValue
  public Peer comeOnline() {
    PeerStream.open(channel, this).awaitOpen();
    Patience.await(
        "presence of a peer",
        () -> present("lobby").stream().anyMatch(user -> user.getUser().getId().equals(id())));
    return this;
  }

  /** Posts a message to a room. */
  public void say(String room, String text) {
    send(SendMessageRequest.newBuilder().setRoom(room).setText(text).build());
  }

  /** Sends a private message to the owner of this name. */
  public void sendPrivately(String name, String text) {
    send(SendMessageRequest.newBuilder().setUserName(name).setText(text).build());
  }

  /** The name that the server suggests to a client that wants this taken name. */
  public String suggestionFor(String taken) {
    try {
      JoinResponse joined = join(channel, taken);
      throw new AssertionError("the name was free: " + joined.getSelf().getName());
    } catch (StatusRuntimeException refused) {
      String suggested =
          CallFailure.fromStatus(refused.getStatus(), refused.getTrailers()).suggestedName();
      return suggested == null ? "" : suggested;
    }
  }

  /** The users present in a room. */
  public List<PresentUser> present(String room) {
    return stub().listUsers(ListUsersRequest.newBuilder().setRoom(room).build()).getUsersList();
  }

  /** All durable events of a room, or of the inbox if the name is empty. */
  public List<Event> history(String room) {
    List<Event> events = new ArrayList<>();
    String page = "";
    do {
      ListMessagesResponse response =
          stub()
              .listMessages(
                  ListMessagesRequest.newBuilder()
                      .setRoom(room)
                      .setAfterSequence(0)
                      .setPageToken(page)
                      .build());
      events.addAll(response.getEventsList());
      page = response.getNextPageToken();
    } while (!page.isEmpty());
    return events;
  }

  /** The texts of the messages in a room, or in the inbox if the name is empty. */
  public List<String> texts(String room) {
    return history(room).stream().map(event -> event.getMessagePosted().getText()).toList();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static JoinResponse join(ManagedChannel channel, String name) {
    return ChatServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)
        .join(JoinRequest.newBuilder().setName(name).build());
  }

  private void send(SendMessageRequest request) {
    var ignored = stub().sendMessage(request);
  }

  /** An asynchronous stub over this channel. */
  ChatServiceGrpc.ChatServiceStub asynchronously(ManagedChannel over) {
    return ChatServiceGrpc.newStub(over)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers()));
  }

  private ChatServiceGrpc.ChatServiceBlockingStub stub() {
    return ChatServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers()))
        .withDeadlineAfter(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)
        // After a restart of the server, the first attempt to connect may fail.
        .withWaitForReady();
  }

  private AccountServiceGrpc.AccountServiceBlockingStub accounts() {
    return AccountServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers()))
        .withDeadlineAfter(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private Metadata headers() {
    return headers(token);
  }

  private static Metadata headers(String bearer) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + bearer);
    return headers;
  }

  private static ManagedChannel channel(int port) {
    return OkHttpChannelBuilder.forAddress("127.0.0.1", port, InsecureChannelCredentials.create())
        .build();
  }
}
