package chat.charla.client;

import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.AddCredentialRequest;
import chat.charla.v1.AddCredentialResponse;
import chat.charla.v1.BlockUserRequest;
import chat.charla.v1.BlockUserResponse;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.ChangePasswordResponse;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.CreateAccessTokenResponse;
import chat.charla.v1.CreateInvitationRequest;
import chat.charla.v1.CreateInvitationResponse;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.DeleteAccountResponse;
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
import chat.charla.v1.ListBlockedUsersRequest;
import chat.charla.v1.ListBlockedUsersResponse;
import chat.charla.v1.ListCredentialsRequest;
import chat.charla.v1.ListCredentialsResponse;
import chat.charla.v1.ListInvitationsRequest;
import chat.charla.v1.ListInvitationsResponse;
import chat.charla.v1.ListMembersRequest;
import chat.charla.v1.ListMembersResponse;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListRoomsResponse;
import chat.charla.v1.ListSessionsRequest;
import chat.charla.v1.ListSessionsResponse;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.LogOutRequest;
import chat.charla.v1.LogOutResponse;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.RemoveCredentialRequest;
import chat.charla.v1.RemoveCredentialResponse;
import chat.charla.v1.ResetPasswordRequest;
import chat.charla.v1.ResetPasswordResponse;
import chat.charla.v1.RevokeInvitationRequest;
import chat.charla.v1.RevokeInvitationResponse;
import chat.charla.v1.RevokeSessionRequest;
import chat.charla.v1.RevokeSessionResponse;
import chat.charla.v1.RoomServiceGrpc;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.UnblockUserRequest;
import chat.charla.v1.UnblockUserResponse;
import chat.charla.v1.UpdateMemberRequest;
import chat.charla.v1.UpdateMemberResponse;
import chat.charla.v1.UpdateRoomRequest;
import chat.charla.v1.UpdateRoomResponse;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Transport} over a gRPC channel. Either {@link #open} creates the channel from the
 * caller's settings and {@link #close} shuts it down, or the caller creates and closes the channel.
 *
 * <p>Set keepalive on the channel, because only keepalive detects that an open stream is dead. The
 * contract asks for a {@code keepAliveTime} of 10 to 30 seconds and a {@code keepAliveTimeout} of 5
 * to 10 seconds. (gRPC's default timeout is 20 seconds.)
 *
 * <p>Also set {@code flowControlWindow} to {@link #FLOW_CONTROL_WINDOW}, which the builders for
 * Netty and OkHttp have.
 *
 * <p>A {@link ManagedChannel} that has failed to connect waits before it tries again, for up to two
 * minutes. But a {@link ChatClient} itself decides when to retry. So each call makes a channel in
 * this state resolve the address again and connect at once.
 *
 * <p>If a peer accepts a connection and then sends nothing, a channel waits forever. The client
 * abandons such an attempt, and {@link #abandonConnection} makes the channel connect again; a
 * channel that {@link #open} has created then starts with the next of the server's addresses.
 * OkHttp keeps the silent connection open: give OkHttp channels {@link TimeLimitedSockets}, which
 * close such a connection.
 *
 * <p>The channel also handles encryption. If TLS fails, because a certificate is not trusted or
 * only one side uses TLS, gRPC reports UNAVAILABLE as for any broken connection. Only {@link
 * CallFailure#message} and {@link CallFailure#cause} show that TLS has failed, in most cases by the
 * JDK's {@code SSLException}. So a {@link ChatClient} keeps retrying. The failed attempts send no
 * request. In TLS 1.3, the rejection of a client certificate usually appears as a connection reset.
 *
 * <p>Thread-safe. Answers come on the channel's executor.
 */
public final class GrpcTransport implements Transport, AutoCloseable {
  /**
   * The size for a channel's flow control windows, in bytes: how much data the server may send, on
   * one stream or on all streams of a connection, before the client has read it. The contract
   * recommends this size ("Connections").
   *
   * <p>With a fixed window, Netty does not estimate the bandwidth, which would need PING frames.
   * ({@code initialFlowControlWindow} does not fix the window.) OkHttp's default is 64 KiB, with
   * which it sends 16 times as many window updates.
   */
  public static final int FLOW_CONTROL_WINDOW = 1 << 20;

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Channel channel;
  private final AddressRotation addresses;
  private final Runnable closing;

  /** A transport over this channel, which the caller closes. */
  public GrpcTransport(Channel channel) {
    this(channel, new AddressRotation(), () -> {});
  }

  private GrpcTransport(Channel channel, AddressRotation addresses, Runnable closing) {
    this.channel = channel;
    this.addresses = addresses;
    this.closing = closing;
  }

  /**
   * A transport over a channel of its own, which connects when it is used.
   *
   * @param builder the channel's settings, without a name resolver factory
   */
  public static GrpcTransport open(ManagedChannelBuilder<?> builder) {
    return open(builder, new AddressRotation());
  }

  // The alternative to the deprecated method is a process-wide registry.
  @SuppressWarnings("deprecation")
  static GrpcTransport open(ManagedChannelBuilder<?> builder, AddressRotation addresses) {
    ManagedChannel channel = builder.nameResolverFactory(addresses).build();
    return new GrpcTransport(channel, addresses, channel::shutdownNow);
  }

  /**
   * Shuts down the channel with all its calls, if the channel is this transport's own. Does not
   * wait.
   */
  @Override
  public void close() {
    closing.run();
  }

  @Override
  public Cancellable join(
      JoinRequest request, @Nullable String token, Answer<JoinResponse> answer) {
    return call(ChatServiceGrpc.getJoinMethod(), request, token, answer);
  }

  @Override
  public Cancellable whoAmI(WhoAmIRequest request, String token, Answer<WhoAmIResponse> answer) {
    return call(ChatServiceGrpc.getWhoAmIMethod(), request, token, answer);
  }

  @Override
  public Cancellable listUsers(
      ListUsersRequest request, String token, Answer<ListUsersResponse> answer) {
    return call(ChatServiceGrpc.getListUsersMethod(), request, token, answer);
  }

  @Override
  public Cancellable listRooms(
      ListRoomsRequest request, String token, Answer<ListRoomsResponse> answer) {
    return call(ChatServiceGrpc.getListRoomsMethod(), request, token, answer);
  }

  @Override
  public Cancellable listMessages(
      ListMessagesRequest request, String token, Answer<ListMessagesResponse> answer) {
    return call(ChatServiceGrpc.getListMessagesMethod(), request, token, answer);
  }

  @Override
  public Cancellable sendMessage(
      SendMessageRequest request, String token, Answer<SendMessageResponse> answer) {
    return call(ChatServiceGrpc.getSendMessageMethod(), request, token, answer);
  }

  @Override
  public Cancellable execute(ExecuteRequest request, String token, Answer<ExecuteResponse> answer) {
    return call(ChatServiceGrpc.getExecuteMethod(), request, token, answer);
  }

  @Override
  public Cancellable leave(LeaveRequest request, String token, Answer<LeaveResponse> answer) {
    return call(ChatServiceGrpc.getLeaveMethod(), request, token, answer);
  }

  @Override
  public Cancellable getLoginOptions(
      GetLoginOptionsRequest request, Answer<GetLoginOptionsResponse> answer) {
    return call(AccountServiceGrpc.getGetLoginOptionsMethod(), request, null, answer);
  }

  @Override
  public Cancellable register(
      RegisterRequest request, @Nullable String token, Answer<RegisterResponse> answer) {
    return call(AccountServiceGrpc.getRegisterMethod(), request, token, answer);
  }

  @Override
  public Cancellable logIn(LogInRequest request, Answer<LogInResponse> answer) {
    return call(AccountServiceGrpc.getLogInMethod(), request, null, answer);
  }

  @Override
  public Cancellable logOut(LogOutRequest request, String token, Answer<LogOutResponse> answer) {
    return call(AccountServiceGrpc.getLogOutMethod(), request, token, answer);
  }

  @Override
  public Cancellable listSessions(
      ListSessionsRequest request, String token, Answer<ListSessionsResponse> answer) {
    return call(AccountServiceGrpc.getListSessionsMethod(), request, token, answer);
  }

  @Override
  public Cancellable revokeSession(
      RevokeSessionRequest request, String token, Answer<RevokeSessionResponse> answer) {
    return call(AccountServiceGrpc.getRevokeSessionMethod(), request, token, answer);
  }

  @Override
  public Cancellable createAccessToken(
      CreateAccessTokenRequest request, String token, Answer<CreateAccessTokenResponse> answer) {
    return call(AccountServiceGrpc.getCreateAccessTokenMethod(), request, token, answer);
  }

  @Override
  public Cancellable listCredentials(
      ListCredentialsRequest request, String token, Answer<ListCredentialsResponse> answer) {
    return call(AccountServiceGrpc.getListCredentialsMethod(), request, token, answer);
  }

  @Override
  public Cancellable addCredential(
      AddCredentialRequest request, String token, Answer<AddCredentialResponse> answer) {
    return call(AccountServiceGrpc.getAddCredentialMethod(), request, token, answer);
  }

  @Override
  public Cancellable removeCredential(
      RemoveCredentialRequest request, String token, Answer<RemoveCredentialResponse> answer) {
    return call(AccountServiceGrpc.getRemoveCredentialMethod(), request, token, answer);
  }

  @Override
  public Cancellable changePassword(
      ChangePasswordRequest request, String token, Answer<ChangePasswordResponse> answer) {
    return call(AccountServiceGrpc.getChangePasswordMethod(), request, token, answer);
  }

  @Override
  public Cancellable resetPassword(
      ResetPasswordRequest request, Answer<ResetPasswordResponse> answer) {
    return call(AccountServiceGrpc.getResetPasswordMethod(), request, null, answer);
  }

  @Override
  public Cancellable createInvitation(
      CreateInvitationRequest request, String token, Answer<CreateInvitationResponse> answer) {
    return call(AccountServiceGrpc.getCreateInvitationMethod(), request, token, answer);
  }

  @Override
  public Cancellable listInvitations(
      ListInvitationsRequest request, String token, Answer<ListInvitationsResponse> answer) {
    return call(AccountServiceGrpc.getListInvitationsMethod(), request, token, answer);
  }

  @Override
  public Cancellable revokeInvitation(
      RevokeInvitationRequest request, String token, Answer<RevokeInvitationResponse> answer) {
    return call(AccountServiceGrpc.getRevokeInvitationMethod(), request, token, answer);
  }

  @Override
  public Cancellable deleteAccount(
      DeleteAccountRequest request, String token, Answer<DeleteAccountResponse> answer) {
    return call(AccountServiceGrpc.getDeleteAccountMethod(), request, token, answer);
  }

  @Override
  public Cancellable blockUser(
      BlockUserRequest request, String token, Answer<BlockUserResponse> answer) {
    return call(AccountServiceGrpc.getBlockUserMethod(), request, token, answer);
  }

  @Override
  public Cancellable unblockUser(
      UnblockUserRequest request, String token, Answer<UnblockUserResponse> answer) {
    return call(AccountServiceGrpc.getUnblockUserMethod(), request, token, answer);
  }

  @Override
  public Cancellable listBlockedUsers(
      ListBlockedUsersRequest request, String token, Answer<ListBlockedUsersResponse> answer) {
    return call(AccountServiceGrpc.getListBlockedUsersMethod(), request, token, answer);
  }

  @Override
  public Cancellable getRoom(GetRoomRequest request, String token, Answer<GetRoomResponse> answer) {
    return call(RoomServiceGrpc.getGetRoomMethod(), request, token, answer);
  }

  @Override
  public Cancellable updateRoom(
      UpdateRoomRequest request, String token, Answer<UpdateRoomResponse> answer) {
    return call(RoomServiceGrpc.getUpdateRoomMethod(), request, token, answer);
  }

  @Override
  public Cancellable listMembers(
      ListMembersRequest request, String token, Answer<ListMembersResponse> answer) {
    return call(RoomServiceGrpc.getListMembersMethod(), request, token, answer);
  }

  @Override
  public Cancellable updateMember(
      UpdateMemberRequest request, String token, Answer<UpdateMemberResponse> answer) {
    return call(RoomServiceGrpc.getUpdateMemberMethod(), request, token, answer);
  }

  @Override
  public StreamHandle converse(String token, StreamListener listener) {
    connectAtOnce();
    ClientCall<ConverseRequest, ConverseResponse> call =
        channel.newCall(ChatServiceGrpc.getConverseMethod(), CallOptions.DEFAULT);
    call.start(new ListenerAdapter(listener), headers(token));
    return new CallHandle(call);
  }

  @Override
  public void abandonConnection() {
    addresses.next();
    renewConnection();
  }

  @Override
  public void renewConnection() {
    if (channel instanceof ManagedChannel managed) {
      managed.enterIdle();
    }
  }

  private <Q, A> Cancellable call(
      MethodDescriptor<Q, A> method, Q request, @Nullable String token, Answer<A> answer) {
    connectAtOnce();
    ClientCall<Q, A> call =
        ClientInterceptors.intercept(
                channel, MetadataUtils.newAttachHeadersInterceptor(headers(token)))
            .newCall(method, CallOptions.DEFAULT);
    ClientCalls.asyncUnaryCall(call, request, new AnswerAdapter<>(answer));
    return () -> call.cancel("given up by the client", null);
  }

  private static Metadata headers(@Nullable String token) {
    Metadata headers = new Metadata();
    if (token != null) {
      headers.put(AUTHORIZATION, "Bearer " + token);
    }
    return headers;
  }

  /**
   * If the channel has failed to connect, makes it idle: the next call then connects at once, and
   * fails only if that connection fails.
   */
  private void connectAtOnce() {
    if (channel instanceof ManagedChannel managed
        && managed.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      managed.enterIdle();
    }
  }

  /** Passes the answer of a unary call to an {@link Answer}. */
  private static final class AnswerAdapter<A> implements StreamObserver<A> {
    private final Answer<A> answer;
    private @Nullable A response;

    AnswerAdapter(Answer<A> answer) {
      this.answer = answer;
    }

    @Override
    public void onNext(A message) {
      response = message;
    }

    @Override
    public void onError(Throwable failure) {
      answer.onFailure(
          CallFailure.fromStatus(
              Status.fromThrowable(failure), Status.trailersFromThrowable(failure)));
    }

    @Override
    public void onCompleted() {
      A message = response;
      if (message == null) {
        answer.onFailure(CallFailure.of(Status.Code.INTERNAL, "the answer is missing"));
      } else {
        answer.onSuccess(message);
      }
    }
  }

  /** Passes the frames and the end of a stream to a {@link StreamListener}. */
  private static final class ListenerAdapter extends ClientCall.Listener<ConverseResponse> {
    private final StreamListener listener;

    ListenerAdapter(StreamListener listener) {
      this.listener = listener;
    }

    @Override
    public void onMessage(ConverseResponse frame) {
      listener.onFrame(frame);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      listener.onClosed(status.isOk() ? null : CallFailure.fromStatus(status, trailers));
    }
  }

  /**
   * The client's side of a stream. After the gRPC call has been half-closed or cancelled, the
   * methods ignore what gRPC no longer allows.
   */
  private static final class CallHandle implements StreamHandle {
    private final ClientCall<ConverseRequest, ConverseResponse> call;
    private boolean halfClosed;
    private boolean cancelled;

    CallHandle(ClientCall<ConverseRequest, ConverseResponse> call) {
      this.call = call;
    }

    @Override
    public void send(ConverseRequest command) {
      if (!halfClosed && !cancelled) {
        call.sendMessage(command);
      }
    }

    @Override
    public void request(int frames) {
      if (!cancelled) {
        call.request(frames);
      }
    }

    @Override
    public void halfClose() {
      if (!halfClosed && !cancelled) {
        halfClosed = true;
        call.halfClose();
      }
    }

    @Override
    public void cancel() {
      if (!cancelled) {
        cancelled = true;
        call.cancel("given up by the client", null);
      }
    }
  }
}
