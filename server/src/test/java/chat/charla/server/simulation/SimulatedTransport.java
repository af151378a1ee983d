package chat.charla.server.simulation;

import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.Cancellable;
import chat.charla.client.StreamHandle;
import chat.charla.client.StreamListener;
import chat.charla.client.Transport;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.FakeDisk;
import chat.charla.testkit.VirtualTime;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Error;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.ExecuteResponse;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListRoomsResponse;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The client library's transport to a {@link SimulatedServer}, with delays, and losses on demand.
 */
public final class SimulatedTransport implements Transport {
  private static final SSLContext TLS = tls();

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final VirtualTime time;
  private final Random random;
  private final Scheduler network;
  private final SimulatedServer server;
  private final Truth truth;
  private final Duration maxDelay;
  private final List<SimulatedCall<?, ?>> streams = new ArrayList<>();
  private Attributes connection = Attributes.EMPTY;
  private double lostAnswers;

  /** The edition that the client's Open states; -1 for that of the client library. */
  private int edition = -1;

  SimulatedTransport(
      VirtualTime time,
      Random random,
      Scheduler network,
      SimulatedServer server,
      Truth truth,
      Duration maxDelay) {
    this.time = time;
    this.random = random;
    this.network = network;
    this.server = server;
    this.truth = truth;
    this.maxDelay = maxDelay;
  }

  /** A transport whose frames are not compared with a {@link Truth}. */
  public SimulatedTransport(
      VirtualTime time,
      Random random,
      Scheduler network,
      SimulatedServer server,
      Duration maxDelay) {
    this(time, random, network, server, new Truth(new FakeDisk()), maxDelay);
  }

  private static SSLContext tls() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("this Java has no TLS", e);
    }
  }

  /** Sets the client's address. Without this call, the client has no address. */
  public SimulatedTransport from(InetAddress address) {
    connection =
        Attributes.newBuilder()
            .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, new InetSocketAddress(address, 1024))
            .build();
    return this;
  }

  /** Encrypts the connection. Must be called after {@link #from}. */
  public SimulatedTransport overTls() {
    return overTls(TLS.createSSLEngine().getSession());
  }

  /** Encrypts the connection by this session. Must be called after {@link #from}. */
  public SimulatedTransport overTls(SSLSession session) {
    connection = connection.toBuilder().set(Grpc.TRANSPORT_ATTR_SSL_SESSION, session).build();
    return this;
  }

  /** Makes the client a client of this edition of the contract. */
  void edition(int edition) {
    this.edition = edition;
  }

  /** The share of unary calls, 0 to 1, that reach the server and whose answer is lost. */
  public void loseAnswers(double share) {
    lostAnswers = share;
  }

  /** Breaks the open stream; the server learns of it after this time. */
  public void cut(Duration untilServerKnows) {
    streams.forEach(stream -> stream.cut(untilServerKnows));
    streams.clear();
  }

  /** Reads nothing from the open stream for this time. */
  public void stall(Duration duration) {
    streams.forEach(stream -> stream.stall(duration));
  }

  @Override
  public StreamHandle converse(String token, StreamListener listener) {
    FrameCheck frameCheck = new FrameCheck();
    Answers.Stream answers = truth.answers().stream(token);
    BlockedSends.Stream sends = truth.blockedSends().stream();
    SimulatedCall.Client client =
        new SimulatedCall.Client() {
          @Override
          public Runnable message(byte[] bytes) {
            ConverseResponse frame = parsed(bytes);
            sends.sent(frame, time.nanoTime());
            return () -> {
              check(frameCheck, frame);
              answers.received(frame);
              listener.onFrame(frame);
            };
          }

          @Override
          public void closed(Status status, Metadata trailers) {
            listener.onClosed(status.isOk() ? null : CallFailure.fromStatus(status, trailers));
          }
        };
    SimulatedCall<?, ?> call = call(ChatServiceGrpc.getConverseMethod(), client);
    if (call == null) {
      return new UnavailableStream();
    }
    streams.clear();
    streams.add(call);
    call.start(headers(token));
    return new StartedStream(time, call, answers, sends, edition);
  }

  private static ConverseResponse parsed(byte[] bytes) {
    try {
      return ConverseResponse.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("unreadable bytes from the server", e);
    }
  }

  private void check(FrameCheck frameCheck, ConverseResponse frame) {
    try {
      frameCheck.check(frame);
    } catch (AssertionError broken) {
      truth.broken(broken);
    }
  }

  @Override
  public Cancellable join(
      JoinRequest request, @Nullable String token, Answer<JoinResponse> answer) {
    Answers.Join join = truth.answers().join(token);
    return unary(
        ChatServiceGrpc.getJoinMethod(),
        request,
        token,
        new Answer<>() {
          @Override
          public void onSuccess(JoinResponse response) {
            join.ends(response);
            answer.onSuccess(response);
          }

          @Override
          public void onFailure(CallFailure failure) {
            join.ends(null);
            answer.onFailure(failure);
          }
        });
  }

  @Override
  public Cancellable whoAmI(WhoAmIRequest request, String token, Answer<WhoAmIResponse> answer) {
    return unary(ChatServiceGrpc.getWhoAmIMethod(), request, token, answer);
  }

  @Override
  public Cancellable listUsers(
      ListUsersRequest request, String token, Answer<ListUsersResponse> answer) {
    return unary(ChatServiceGrpc.getListUsersMethod(), request, token, answer);
  }

  @Override
  public Cancellable listRooms(
      ListRoomsRequest request, String token, Answer<ListRoomsResponse> answer) {
    return unary(ChatServiceGrpc.getListRoomsMethod(), request, token, answer);
  }

  @Override
  public Cancellable listMessages(
      ListMessagesRequest request, String token, Answer<ListMessagesResponse> answer) {
    return unary(ChatServiceGrpc.getListMessagesMethod(), request, token, answer);
  }

  @Override
  public Cancellable sendMessage(
      SendMessageRequest request, String token, Answer<SendMessageResponse> answer) {
    return unary(ChatServiceGrpc.getSendMessageMethod(), request, token, answer);
  }

  @Override
  public Cancellable execute(ExecuteRequest request, String token, Answer<ExecuteResponse> answer) {
    Answers.Commands commands = truth.answers().call(token);
    commands.sent(request.getCommand());
    String id = request.getCommand().getRequestId();
    return unary(
        ChatServiceGrpc.getExecuteMethod(),
        request,
        token,
        new Answer<>() {
          @Override
          public void onSuccess(ExecuteResponse response) {
            commands.answered(id, response.getResult());
            answer.onSuccess(response);
          }

          @Override
          public void onFailure(CallFailure failure) {
            Error error = Error.newBuilder().setReason(failure.reason()).build();
            commands.answered(id, CommandResult.newBuilder().setError(error).build());
            answer.onFailure(failure);
          }
        });
  }

  @Override
  public Cancellable leave(LeaveRequest request, String token, Answer<LeaveResponse> answer) {
    truth.answers().leaves(token);
    return unary(ChatServiceGrpc.getLeaveMethod(), request, token, answer);
  }

  /** Makes a unary call of any method. */
  public <Q extends MessageLite, A> Cancellable unary(
      MethodDescriptor<Q, A> method, Q request, @Nullable String token, Answer<A> answer) {
    boolean answerLost = random.nextDouble() < lostAnswers;
    UnaryClient<A> client = new UnaryClient<>(method, answer, answerLost);
    SimulatedCall<?, ?> call = call(method, client);
    if (call == null) {
      return () -> {};
    }
    call.start(headers(token));
    call.send(request.toByteArray());
    call.halfClose();
    return call::cancel;
  }

  /**
   * Makes a call of a method with several answers. The answer has all of them.
   *
   * @return cancels the call
   */
  public <Q extends MessageLite, A> Cancellable serverStream(
      MethodDescriptor<Q, A> method, Q request, @Nullable String token, Answer<List<A>> answer) {
    List<A> answers = new ArrayList<>();
    SimulatedCall.Client client =
        new SimulatedCall.Client() {
          @Override
          public Runnable message(byte[] bytes) {
            return () -> answers.add(method.parseResponse(new SimulatedCall.Bytes(bytes)));
          }

          @Override
          public void closed(Status status, Metadata trailers) {
            if (status.isOk()) {
              answer.onSuccess(answers);
            } else {
              answer.onFailure(CallFailure.fromStatus(status, trailers));
            }
          }
        };
    SimulatedCall<?, ?> call = call(method, client);
    if (call == null) {
      return () -> {};
    }
    call.start(headers(token));
    call.send(request.toByteArray());
    call.halfClose();
    return call::cancel;
  }

  private @Nullable SimulatedCall<?, ?> call(
      MethodDescriptor<?, ?> method, SimulatedCall.Client client) {
    SimulatedServer.Running running = server.running();
    if (running == null) {
      network.schedule(maxDelay, () -> client.closed(Status.UNAVAILABLE, new Metadata()));
      return null;
    }
    return new SimulatedCall<>(
            time, random, network, running, running.method(method), client, maxDelay)
        .with(connection);
  }

  private static Metadata headers(@Nullable String token) {
    Metadata headers = new Metadata();
    if (token != null) {
      headers.put(AUTHORIZATION, "Bearer " + token);
    }
    return headers;
  }

  /** Waits for one answer. */
  private static final class UnaryClient<A> implements SimulatedCall.Client {
    private final MethodDescriptor<?, A> method;
    private final Answer<A> answer;
    private final boolean lost;
    private @Nullable A message;

    UnaryClient(MethodDescriptor<?, A> method, Answer<A> answer, boolean lost) {
      this.method = method;
      this.answer = answer;
      this.lost = lost;
    }

    @Override
    public Runnable message(byte[] bytes) {
      return () -> message = method.parseResponse(new SimulatedCall.Bytes(bytes));
    }

    @Override
    public void closed(Status status, Metadata trailers) {
      if (lost) {
        answer.onFailure(CallFailure.of(Status.Code.UNAVAILABLE, "the answer was lost"));
      } else if (status.isOk() && message != null) {
        answer.onSuccess(message);
      } else {
        answer.onFailure(CallFailure.fromStatus(status, trailers));
      }
    }
  }

  private record StartedStream(
      VirtualTime time,
      SimulatedCall<?, ?> call,
      Answers.Stream answers,
      BlockedSends.Stream sends,
      int edition)
      implements StreamHandle {
    @Override
    public void send(ConverseRequest command) {
      ConverseRequest sent = inEdition(command);
      answers.sent(sent);
      call.send(sent.toByteArray(), () -> sends.received(sent, time.nanoTime()));
    }

    private ConverseRequest inEdition(ConverseRequest command) {
      if (edition < 0 || !command.hasOpen()) {
        return command;
      }
      ConverseRequest.Builder changed = command.toBuilder();
      changed.getOpenBuilder().setEdition(edition);
      return changed.build();
    }

    /** The call's own limit on bytes in transit replaces flow control. */
    @Override
    public void request(int frames) {}

    @Override
    public void halfClose() {
      call.halfClose();
    }

    @Override
    public void cancel() {
      call.cancel();
    }
  }

  private static final class UnavailableStream implements StreamHandle {
    @Override
    public void send(ConverseRequest command) {}

    @Override
    public void request(int frames) {}

    @Override
    public void halfClose() {}

    @Override
    public void cancel() {}
  }
}
