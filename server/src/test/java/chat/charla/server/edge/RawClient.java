package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.testkit.Patience;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.Open;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.User;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;

/** One connection to a server, with or without an identity, without a client library. */
public final class RawClient implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel connection;
  private final Channel channel;
  private final JoinResponse session;

  private RawClient(ManagedChannel connection, Channel channel, JoinResponse session) {
    this.connection = connection;
    this.channel = channel;
    this.session = session;
  }

  /** Opens a connection. The client sends no token. */
  public static RawClient connect(int port) {
    ManagedChannel connection =
        NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
    return over(connection);
  }

  /** Uses an existing connection. The client sends no token. */
  public static RawClient over(ManagedChannel connection) {
    return new RawClient(connection, connection, JoinResponse.getDefaultInstance());
  }

  /** Opens a connection, and joins with a new identity. */
  public static RawClient join(int port, String name) {
    return connect(port).join(name);
  }

  /**
   * Joins with a new identity. Returns a client on the same connection that sends the new
   * identity's token.
   */
  public RawClient join(String name) {
    return as(calls().join(JoinRequest.newBuilder().setName(name).build()));
  }

  /** Returns a client on the same connection that sends the token of this response. */
  public RawClient as(JoinResponse joined) {
    return authorized("Bearer " + joined.getSessionToken(), joined);
  }

  /** Returns a client on the same connection that sends this token. */
  public RawClient withToken(String token) {
    return authorized("Bearer " + token, JoinResponse.getDefaultInstance());
  }

  /**
   * Returns a client on the same connection that sends this value as the header {@code
   * authorization}.
   */
  public RawClient withAuthorization(String value) {
    return authorized(value, JoinResponse.getDefaultInstance());
  }

  private RawClient authorized(String value, JoinResponse joined) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, value);
    Channel authorized =
        ClientInterceptors.intercept(
            connection, MetadataUtils.newAttachHeadersInterceptor(headers));
    return new RawClient(connection, authorized, joined);
  }

  /** The user that {@code Join} returned. */
  public User user() {
    return session.getSelf();
  }

  public String id() {
    return session.getSelf().getId();
  }

  public String token() {
    return session.getSessionToken();
  }

  /** The response to {@code Join}. */
  public JoinResponse session() {
    return session;
  }

  /** The channel of the connection. It adds the token to each call. */
  public Channel channel() {
    return channel;
  }

  /** The unary methods, as blocking calls. */
  public ChatServiceBlockingStub calls() {
    return ChatServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS);
  }

  /** Posts to the lobby. */
  public SendMessageResponse say(String text) {
    return calls()
        .sendMessage(SendMessageRequest.newBuilder().setRoom("lobby").setText(text).build());
  }

  /**
   * Posts to a room. The text is also the message's {@code client_message_id}, so the server
   * recognises a repetition.
   */
  public SendMessageResponse sayWithId(String room, String text) {
    return calls()
        .sendMessage(
            SendMessageRequest.newBuilder()
                .setRoom(room)
                .setText(text)
                .setClientMessageId(text)
                .build());
  }

  /** Posts to one user. */
  public SendMessageResponse sendPrivately(RawClient recipient, String text) {
    return calls()
        .sendMessage(
            SendMessageRequest.newBuilder().setUserId(recipient.id()).setText(text).build());
  }

  /** Ends the identity. */
  public void leave() {
    var done = calls().leave(LeaveRequest.getDefaultInstance());
    assertEquals(LeaveResponse.getDefaultInstance(), done);
  }

  /** Calls WhoAmI. The answer shows that earlier requests on this connection have arrived. */
  public WhoAmIResponse whoAmI() {
    return calls().whoAmI(WhoAmIRequest.getDefaultInstance());
  }

  /** Watches the health of a service, or of the server if the name is empty. */
  RecordedAnswers<HealthCheckResponse> watchHealth(String service) {
    RecordedAnswers<HealthCheckResponse> answers = new RecordedAnswers<>();
    HealthGrpc.newStub(channel)
        .watch(HealthCheckRequest.newBuilder().setService(service).build(), answers);
    return answers;
  }

  /** Asks by server reflection; returns the first answer. */
  ServerReflectionResponse reflect(ServerReflectionRequest question) {
    RecordedAnswers<ServerReflectionResponse> answers = new RecordedAnswers<>();
    StreamObserver<ServerReflectionRequest> questions =
        ServerReflectionGrpc.newStub(channel).serverReflectionInfo(answers);
    questions.onNext(question);
    questions.onCompleted();
    return answers.await("answer", answer -> true);
  }

  /** Starts a stream, and sends nothing. */
  public RawStream stream() {
    return RawStream.start(
        channel.newCall(ChatServiceGrpc.getConverseMethod(), CallOptions.DEFAULT));
  }

  /** Opens a stream that reads this many frames and no more. */
  public RawStream streamThatReads(int frames) {
    return streamThatReads(frames, Open.getDefaultInstance());
  }

  /** Opens a stream with this command. The stream reads this many frames and no more. */
  public RawStream streamThatReads(int frames, Open open) {
    RawStream stream =
        RawStream.start(
            channel.newCall(ChatServiceGrpc.getConverseMethod(), CallOptions.DEFAULT), frames);
    stream.open(open);
    return stream;
  }

  /** Opens a stream. */
  public RawStream converse() {
    return converse(Open.getDefaultInstance());
  }

  /** Opens a stream. */
  public RawStream converse(Open open) {
    RawStream stream = stream();
    stream.open(open);
    stream.ready();
    return stream;
  }

  /** Closes the connection, which ends all its streams. */
  @Override
  public void close() {
    connection.shutdownNow();
  }
}
